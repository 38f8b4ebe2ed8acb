// A real Chromium for the journeys: Debian's own, driven by playwright-core.
//
//   const {open_browser} = require('../rig/browser.js');
//   const browser = await open_browser();
//   const reporter = await browser.visitor({script: 'off', theme: 'dark', device: 'phone'});
//   await reporter.page.goto(address);
//   await reporter.shot('report-form');          // build/screenshots/report-form-phone-dark.png
//   await browser.close();
//
// Invariants: loopback only: a request to any other host is stopped and remembered in `visitor.foreign`, so a
//             test can assert that a page asks nobody else. Errors of a page are kept in `visitor.errors`.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const {require_package} = require('./packages.js');

const shots = path.join(__dirname, '..', '..', 'build', 'screenshots');
const viewports = {phone: {width: 390, height: 844}, desktop: {width: 1280, height: 900}};
const chromium_options = {
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
         '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
};

function is_loopback(address) {
  const {protocol, hostname} = new URL(address);
  return protocol === 'data:' || protocol === 'about:' || ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

class Visitor {
  constructor(context, page, options) {
    Object.assign(this, {context, page, options, foreign: [], errors: [], interactions: 0});
  }

  // One control activated or one field filled: what the "at most 12 interactions" of a journey counts.
  async click(selector) {
    this.interactions += 1;
    await this.page.click(selector);
  }

  async fill(selector, text) {
    this.interactions += 1;
    await this.page.fill(selector, text);
  }

  async choose(selector, value) {
    this.interactions += 1;
    await this.page.selectOption(selector, value);
  }

  async shot(name) {
    fs.mkdirSync(shots, {recursive: true});
    const file = path.join(shots, `${name}-${this.options.device}-${this.options.theme}.png`);
    await this.page.screenshot({path: file, fullPage: true});
    return file;
  }

  // True when nothing is cut off to the right, which a phone reader would have to scroll to.
  async fits() {
    return this.page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
  }

  close() {
    return this.context.close();
  }
}

class Browser {
  constructor(chromium) {
    this.chromium = chromium;
  }

  // A person with a fresh profile. script: 'on' | 'off', theme: 'light' | 'dark', device: 'phone' | 'desktop'.
  async visitor({script = 'on', theme = 'light', device = 'desktop'} = {}) {
    const context = await this.chromium.newContext({
      javaScriptEnabled: script === 'on',
      colorScheme: theme,
      viewport: viewports[device],
      isMobile: device === 'phone',
      reducedMotion: 'reduce',      // nothing glides while it is being clicked
      locale: 'en',
      timezoneId: 'UTC',
      ignoreHTTPSErrors: true,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20000);
    const visitor = new Visitor(context, page, {script, theme, device});
    await context.route('**/*', (route) => {
      if (is_loopback(route.request().url())) return route.continue();
      visitor.foreign.push(route.request().url());
      return route.abort();
    });
    page.on('pageerror', (error) => visitor.errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') visitor.errors.push(message.text());
    });
    return visitor;
  }

  close() {
    return this.chromium.close();
  }
}

async function open_browser() {
  return new Browser(await require_package('playwright-core').chromium.launch(chromium_options));
}

module.exports = {open_browser, Browser, Visitor};

// The browser for journeys in Python (browser.py): one JSON command a line on stdin, one JSON answer a line on stdout.
//
// {"op": "visitor", "options": {...}} -> {"ok": 0}; every other op names the visitor it is for: {"op": "goto", "visitor": 0,
// "arguments": [...]}. A command that fails answers {"error": "..."}; the browser goes on.
'use strict';
const readline = require('node:readline');
const {open_browser} = require('./browser.js');

const visitors = [];
const seen = [];           // bodies of what came over the wire, by visitor, for the canary scan

async function arrival(visitor, act) {
  const [response] = await Promise.all([visitor.page.waitForNavigation({waitUntil: 'load'}), act()]);
  return {status: response ? response.status() : 0, url: visitor.page.url()};
}

const ops = {
  async goto(visitor, address) {
    const response = await visitor.page.goto(address, {waitUntil: 'load'});
    return {status: response ? response.status() : 0, url: visitor.page.url()};
  },
  press: (visitor, selector) => arrival(visitor, () => visitor.click(selector)),
  click: (visitor, selector) => visitor.click(selector),
  fill: (visitor, selector, text) => visitor.fill(selector, text),
  choose: (visitor, selector, value) => visitor.choose(selector, value),
  async attach(visitor, selector, files) {
    visitor.interactions += 1;
    await visitor.page.setInputFiles(selector, files.map(({name, text}) => (
      {name, mimeType: 'application/octet-stream', buffer: Buffer.from(text)})));
  },
  // Opening a drawer shows what is there already; it is counted like any other control.
  text: (visitor, selector) => visitor.page.textContent(selector),
  value: (visitor, selector) => visitor.page.inputValue(selector),
  count: (visitor, selector) => visitor.page.locator(selector).count(),
  html: (visitor) => visitor.page.content(),
  url: (visitor) => visitor.page.url(),
  reload: (visitor) => visitor.page.reload().then(() => null),
  shot: (visitor, name) => visitor.shot(name),
  fits: (visitor) => visitor.fits(),
  state: (visitor) => ({interactions: visitor.interactions, foreign: visitor.foreign, errors: visitor.errors}),
  received: (visitor) => Promise.all(seen.filter((one) => one.visitor === visitor).map((one) => one.bytes)),
  close: (visitor) => visitor.close(),
};

async function answer(browser, command) {
  if (command.op === 'visitor') {
    const visitor = await browser.visitor(command.options || {});
    visitor.page.on('response', (response) => {
      const head = JSON.stringify(response.headers());
      const bytes = response.body().catch(() => Buffer.alloc(0))
        .then((body) => ({url: response.url(), head, body: body.toString('base64')}));
      seen.push({visitor, bytes});
    });
    return visitors.push(visitor) - 1;
  }
  const value = await ops[command.op](visitors[command.visitor], ...(command.arguments || []));
  return value === undefined ? null : value;
}

async function main() {
  const browser = await open_browser();
  process.stdout.write(`${JSON.stringify({ok: 'ready'})}\n`);
  for await (const line of readline.createInterface({input: process.stdin})) {
    let reply;
    try {
      reply = {ok: await answer(browser, JSON.parse(line))};
    } catch (error) {
      reply = {error: String(error)};
    }
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
  await browser.close();
}

main().catch((error) => {
  process.stdout.write(`${JSON.stringify({error: String(error)})}\n`);
  process.exit(1);
});

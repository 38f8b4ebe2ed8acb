// Loads a package of tests/browser/node_modules from anywhere in the tree.
//
// CommonJS: const {require_package} = require('../rig/packages.js')
// ES module: const {load_package} = createRequire(import.meta.url)('../rig/packages.js')
'use strict';
const path = require('node:path');
const {createRequire} = require('node:module');
const {pathToFileURL} = require('node:url');

const require_package = createRequire(path.join(__dirname, '..', 'browser', 'package.json'));

// For packages that are ES modules: await load_package('@secvisogram/csaf-validator-lib/mandatoryTests.js').
function load_package(name) {
  return import(pathToFileURL(require_package.resolve(name)).href);
}

module.exports = {require_package, load_package};

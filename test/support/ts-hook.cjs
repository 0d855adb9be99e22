// Lets a process or thread of its own run our TypeScript as Jest does: compiled to CommonJS, `./x.js` meaning `./x.ts`.
require('./resolve-typescript.cjs');
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { transformSync } = require('@swc/core');

const swc = JSON.parse(readFileSync(path.join(__dirname, '../../.swcrc'), 'utf8'));
delete swc.$schema;

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...swc, filename, swcrc: false });
  module._compile(code, filename);
};

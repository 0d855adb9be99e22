// node run-typescript.cjs FILE.ts ...: runs our TypeScript in a process of its own as Jest does in its own, compiled to
// CommonJS and with `.js` suffixes mapped to `.ts`.
const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const { transformSync } = require('@swc/core');

const swc = JSON.parse(readFileSync(path.join(__dirname, '../../../.swcrc'), 'utf8'));

delete swc.$schema;

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, parent, ...rest) {
  const source = request.startsWith('.') && parent ? path.resolve(path.dirname(parent.filename), request) : '';
  const typescript = source.replace(/\.js$/, '.ts');
  return typescript !== source && existsSync(typescript)
    ? typescript
    : resolveFilename.call(this, request, parent, ...rest);
};

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...swc, filename, swcrc: false });
  module._compile(code, filename);
};

require(path.resolve(process.argv[2]));

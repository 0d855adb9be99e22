// Lets a process or thread of its own run our TypeScript as Jest does: compiled to CommonJS, `./x.js` meaning `./x.ts`.
// What was compiled once is kept beside the other caches, since most of such a process would be the compiler's time.
require('./resolve-typescript.cjs');
const { createHash, randomUUID } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const ROOT = path.join(__dirname, '../..');
const CACHE = path.join(ROOT, 'node_modules/.cache/quality-gate-ts');
const SWCRC = readFileSync(path.join(ROOT, '.swcrc'), 'utf8');
const COMPILER = require('@swc/core/package.json').version;

Module._extensions['.ts'] = (module, filename) => module._compile(compiled(filename), filename);

/** A source as JavaScript, by the text of the source, its place, and the compiler with its options. */
function compiled(filename) {
  const source = readFileSync(filename, 'utf8');
  const name = createHash('sha256').update([COMPILER, SWCRC, filename, source].join('\0')).digest('hex');
  const kept = path.join(CACHE, `${name}.cjs`);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const code = compile(source, filename);
    // Others may read at any time.
    const draft = `${kept}.${randomUUID()}`;
    mkdirSync(CACHE, { recursive: true });
    writeFileSync(draft, code);
    renameSync(draft, kept);
    return code;
  }
}

function compile(source, filename) {
  const swc = JSON.parse(SWCRC);
  delete swc.$schema;
  return require('@swc/core').transformSync(source, { ...swc, filename, swcrc: false }).code;
}

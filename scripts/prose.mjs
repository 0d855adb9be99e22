// Checks comments, messages, documents and API texts against the house's language: standard words, comments that begin
// with their subject, imperative summaries of routes. Prints each fault as file:line and exits with 1 if there is one.
//
// Usage: node scripts/prose.mjs [path ...]
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readProse } from './prose/read-prose.mjs';
import { checkProse } from './prose/rules.mjs';

const root = path.dirname(import.meta.dirname);
const PLACES = ['src', 'web', 'test', 'migrations', 'bench', 'scripts', 'docs', 'openapi.json', '*.md'];
/** The rules name the words that they forbid. */
const EXEMPT = /^(test\/fixtures\/|scripts\/prose\/)/;

const asked = process.argv.slice(2);
const files = execFileSync('git', ['ls-files', ...(asked.length === 0 ? PLACES : asked)], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => (/\.(tsx?|mjs|md)$/.test(file) || file === 'openapi.json') && !EXEMPT.test(file));

let count = 0;
for (const file of files) {
  const source = readFileSync(path.join(root, file), 'utf8');
  for (const { offset, ...prose } of readProse(file, source))
    for (const fault of checkProse(prose)) {
      const line = source.slice(0, offset + fault.offset).split('\n').length;
      console.error(`${file}:${line}: ${fault.message}`);
      count += 1;
    }
}
console.log(count === 0 ? `Read ${files.length} files.` : `${count} faults`);
process.exit(count === 0 ? 0 : 1);

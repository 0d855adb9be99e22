// `npm run adr` writes docs/adr/README.md, the index of decision records; `npm run adr:check` holds the committed one to
// the records, and each record to the form of docs/adr/template.md.
//
// Usage: node scripts/adr.mjs write|check
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readRecords, renderIndex } from './adr/records.mjs';

const folder = path.join(path.dirname(import.meta.dirname), 'docs', 'adr');
const index = path.join(folder, 'README.md');
const [command] = process.argv.slice(2);
if (!['write', 'check'].includes(command)) {
  console.error('Usage: node scripts/adr.mjs write|check');
  process.exit(2);
}

const { records, faults } = readRecords(folder);
const text = renderIndex(records);
if (command === 'write') writeFileSync(index, text);
else if (readFileSync(index, 'utf8') !== text) faults.push('docs/adr/README.md is not current: npm run adr');

for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? `${records.length} decision records.` : `${faults.length} faults`);
process.exit(faults.length === 0 ? 0 : 1);

// Checks the API against a folder of real reports: coverage that is valid comes out exact, all else is refused with 400,
// broken coverage and reports of other kinds alike.
// Usage: node scripts/corpus-api.mjs [folder]
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findContradictions } from './support/contradictions.mjs';
import { findUnknownFormats, FORMATS } from './support/known-formats.mjs';
import { apiOf, formOf, root, startService } from './support/running-service.mjs';

const folder = path.resolve(process.argv[2] ?? path.join(root, '../shared/corpus'));
if (!existsSync(path.join(folder, 'truth.json'))) {
  console.log(`SKIPPED: no truth.json in ${folder}; nothing was checked`);
  process.exit(0);
}

const all = Object.entries(JSON.parse(readFileSync(path.join(folder, 'truth.json'), 'utf8')).files);
const contradictory = findContradictions(folder, all);
const service = await startService();
const { parseCoverage } = await import(path.join(root, 'dist/src/domain/coverage/parse-coverage.js'));
const later = findUnknownFormats(folder, all, parseCoverage);
for (const [name, format] of later)
  console.log(`left out, the corpus does not know its format: ${name}, read as ${format}`);
const truths = all.filter(([name]) => !contradictory.has(name) && !later.has(name));
const api = apiOf(service);
const wrong = [];
try {
  for (const [name, truth] of truths) {
    const difference = await differenceOf(readFileSync(path.join(folder, name)), truth);
    if (difference) wrong.push({ file: name, ...difference });
  }
} finally {
  await service.stop();
}
if (wrong.length > 0) console.table(wrong);
console.log(`${truths.length - wrong.length} of ${truths.length} exact through the API`);
process.exit(wrong.length === 0 ? 0 : 1);

async function differenceOf(bytes, truth) {
  const scan = await api('POST', '/scans', { repo: 'corpus', branch: 'main' });
  const upload = await api('POST', '/quality/coverage/upload', formOf({ scan_id: scan.body.id }, bytes));
  const isCoverage = FORMATS.includes(truth.format) && truth.valid;
  if (!isCoverage) return upload.status === 400 ? null : { expected: 400, found: upload.status };
  if (upload.status !== 200) return { expected: 200, found: `${upload.status} ${upload.body.detail}` };
  const { body } = await api('GET', `/quality/coverage/${scan.body.id}`);
  const expected = [truth.file_count, truth.lines_total, truth.lines_covered].join('/');
  const found = [body.file_count, body.lines_total, body.lines_covered].join('/');
  return expected === found ? null : { expected, found };
}

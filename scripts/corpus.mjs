// `npm run corpus -- FOLDER`: the readers and the API against a folder of real reports with computed totals.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const folder = path.resolve(process.argv[2] ?? path.join(root, '../shared/corpus'));
if (!existsSync(path.join(folder, 'truth.json'))) {
  console.log(`SKIPPED: no truth.json in ${folder}; nothing was checked`);
  process.exit(0);
}
let failed = 0;
for (const check of ['corpus-coverage.mjs', 'corpus-findings.mjs', 'corpus-api.mjs']) {
  console.log(`--- ${check}`);
  const { status } = spawnSync(process.execPath, [path.join(import.meta.dirname, check), folder], { stdio: 'inherit' });
  if (status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);

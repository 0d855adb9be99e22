// `npm run build`: service, dashboard and the package of qgate, each unless it is built of the same sources already.
// Notes in dist/build-info.json what was built when, for GET /api/version. The commit is that of COMMIT, else of the folder's git,
// else null.
//
// Usage: node scripts/build.mjs [part...]
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildParts, PARTS } from './support/builds.mjs';

const root = path.dirname(import.meta.dirname);
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in PARTS));
if (unknown !== undefined) throw new Error(`${unknown} is not a part: use ${Object.keys(PARTS).join(', ')}.`);

const ofTests = path.join(root, 'node_modules', '.cache', 'quality-gate-test');
buildParts({
  root,
  others: existsSync(ofTests) ? readdirSync(ofTests).map((name) => path.join(ofTests, name)) : [],
  parts: wanted.length > 0 ? wanted : undefined,
  report: (line) => console.log(line),
});

const git = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' });
const commit = process.env.COMMIT || (git.status === 0 ? git.stdout.trim() : null);
const note = { commit, built_at: new Date().toISOString() };
if (existsSync(path.join(root, 'dist')))
  writeFileSync(path.join(root, 'dist', 'build-info.json'), `${JSON.stringify(note)}\n`);

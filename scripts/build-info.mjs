// Notes in dist/build-info.json what was built when, for GET /api/version. The commit is that of COMMIT, else of the folder's git,
// else null.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.dirname(import.meta.dirname);
const git = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' });
const commit = process.env.COMMIT || (git.status === 0 ? git.stdout.trim() : null);
const note = { commit, built_at: new Date().toISOString() };
writeFileSync(path.join(root, 'dist', 'build-info.json'), `${JSON.stringify(note)}\n`);

import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPTS = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Jest, as it is where a failed test has left something open: it ends only by `--forceExit`. */
const JEST = `#!/usr/bin/env node
console.log('Jest with', process.env.DRILL_ROUNDS);
if (process.argv.includes('--forceExit')) process.exit(1);
setInterval(() => undefined, 1_000);
`;

describe('a drill', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'quality-gate-drill-'));
  afterAll(() => rmSync(root, { recursive: true }));

  it('ends when a test has failed, by the code of its one run of Jest', () => {
    cpSync(path.join(SCRIPTS, 'drill.mjs'), path.join(root, 'scripts/drill.mjs'));
    cpSync(path.join(SCRIPTS, 'support/run-random-tests.mjs'), path.join(root, 'scripts/support/run-random-tests.mjs'));
    const jest = path.join(root, 'node_modules/.bin/jest');
    mkdirSync(path.dirname(jest), { recursive: true });
    writeFileSync(jest, JEST);
    chmodSync(jest, 0o755);
    const done = spawnSync(process.execPath, [path.join(root, 'scripts/drill.mjs'), '--rounds', '1'], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect([done.status, done.stdout.match(/Jest with 1/g)]).toEqual([1, ['Jest with 1']]);
  });
});

import { spawnSync } from 'node:child_process';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');

/** Installing three packages, their runs and removing them, on a busy machine. */
jest.setTimeout(1_800_000);

it('the runs that docs/ci.md shows are what qgate prints', () => {
  const script = path.join(ROOT, 'scripts/recorded-runs.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, 'check'], { encoding: 'utf8' });
  expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^\d+ runs are as docs\/ci\.md has them$|cannot be fetched from a registry/m);
});

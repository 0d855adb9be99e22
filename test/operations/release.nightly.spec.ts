import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');

jest.setTimeout(1_800_000);

/** Builds every artefact that this machine can build, twice, and installs them as users do. */
describe('the artefacts of a release', () => {
  const folders = ['one', 'two'].map((name) => mkdtempSync(path.join(tmpdir(), `quality-gate-release-${name}-`)));
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

  const run = (script: string, ...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'scripts', script), ...args], {
      encoding: 'utf8',
    });
    expect([script, status, status === 0 ? '' : stdout + stderr]).toEqual([script, 0, '']);
    return stdout;
  };

  it('are built to the same bytes twice', () => {
    for (const folder of folders) run('release.mjs', '--out', folder);
    const [one, two] = folders.map((folder) => readFileSync(path.join(folder, 'SHA256SUMS'), 'utf8'));
    expect(one).toContain('qgate-linux-x64.tar.gz\n');
    expect(two).toBe(one);
  });

  it('install and run', () => {
    expect(run('release-check.mjs', '--from', folders[0]!)).toMatch(/^\d+ passed, 0 failed$/m);
  });
});

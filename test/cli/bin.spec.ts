import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const launcher = path.resolve(__dirname, '../../bin/qgate.js');

describe('bin/qgate.js', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'qgate-test-'));
  const copy = path.join(folder, 'bin', 'qgate.js');
  beforeAll(() => {
    mkdirSync(path.dirname(copy));
    copyFileSync(launcher, copy);
    writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('says what to do where nothing is built', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [copy, 'run'], { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('npm run build');
  });

  it('starts what is built', () => {
    const program = path.join(folder, 'dist', 'src', 'cli', 'main.js');
    mkdirSync(path.dirname(program), { recursive: true });
    writeFileSync(program, 'export const runProcess = async () => console.log("started", process.argv[2]);');
    expect(execFileSync(process.execPath, [copy, 'run'], { encoding: 'utf8' })).toBe('started run\n');
  });
});

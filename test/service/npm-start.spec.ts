import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const { scripts } = JSON.parse(readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as {
  scripts: { start: string };
};

/** Stand-in for the service: reports that it is up, and leaves a file when it is to stop. */
const SERVICE = `
  import { writeFileSync } from 'node:fs';
  process.on('SIGTERM', () => { writeFileSync('stopped', ''); process.exit(0); });
  console.log('up');
  setInterval(() => undefined, 1000);
`;

describe('npm start', () => {
  it('hands SIGTERM on to the service: a shell in between would keep it to itself', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'quality-gate-npm-'));
    mkdirSync(path.join(folder, 'scripts'));
    writeFileSync(path.join(folder, 'scripts/start.mjs'), SERVICE);
    writeFileSync(
      path.join(folder, 'package.json'),
      JSON.stringify({ private: true, scripts: { start: scripts.start } }),
    );
    // A group of its own, so that nothing outlives the test even where the signal is lost.
    const npm = spawn('npm', ['start', '--silent'], {
      cwd: folder,
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(npm.stdout, 'data');
      npm.kill('SIGTERM');
      await once(npm.stdout, 'close');
      expect(existsSync(path.join(folder, 'stopped'))).toBe(true);
    } finally {
      try {
        process.kill(-npm.pid!, 'SIGKILL');
      } catch {
        // all of it has ended
      }
      rmSync(folder, { recursive: true, force: true });
    }
  }, 20_000);

  it('refuses a port that is taken before it builds anything', async () => {
    const other = createServer();
    await once(other.listen(0, '127.0.0.1'), 'listening');
    const { port } = other.address() as AddressInfo;
    try {
      const started = spawnSync(process.execPath, [path.join(__dirname, '../../scripts/start.mjs')], {
        env: { ...process.env, HOST: '127.0.0.1', PORT: String(port) },
        encoding: 'utf8',
      });
      expect([started.status, started.stdout, started.stderr]).toEqual([
        1,
        '',
        `Port ${port} on 127.0.0.1 is in use by another program. Stop that program, or set PORT to a free port.\n`,
      ]);
    } finally {
      other.close();
    }
  });
});

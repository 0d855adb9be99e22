import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findBinariesPackage } from '../../src/embedded-postgres/binaries.js';
import { listUnprivilegedUsers } from '../../src/embedded-postgres/unprivileged-users.js';
import {
  aCluster,
  cleanUp,
  failToStart,
  isRoot,
  itAsOrdinaryUser,
  itAsRoot,
  itBesideOthers,
  makeFolder,
  query,
  readText,
  start,
  undoLater,
} from './support/scenario.js';
import { startServiceProcess } from './support/service-process.js';

const run = promisify(execFile);

afterEach(cleanUp);

describe('two processes on one data folder', () => {
  it('the second names the first and ends', async () => {
    const dataDir = await aCluster();
    const holder = startServiceProcess(dataDir);
    const { superuser } = await holder.report;
    const error = await failToStart(dataDir);
    expect(error.code).toBe('in_use');
    expect(error.message).toContain(`process ${holder.pid} `);
    expect(await query(superuser, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('starting at once on an empty folder: exactly one serves', async () => {
    const dataDir = join(await makeFolder(), 'data');
    const services = [1, 2, 3].map(() => startServiceProcess(dataDir));
    const reports = await Promise.all(services.map((service) => service.report));
    expect(reports.map(({ code }) => code ?? 'serves').sort()).toEqual(['in_use', 'in_use', 'serves']);
  });

  it('one after the other: the folder is free again', async () => {
    const dataDir = await aCluster();
    const first = await start(dataDir);
    expect((await failToStart(dataDir)).code).toBe('in_use');
    await first.stop();
    await start(dataDir);
  });
});

describe('a cluster of another version', () => {
  it('is refused untouched, naming both versions', async () => {
    const dataDir = await aCluster();
    const server = await start(dataDir);
    await query(server.superuser, 'CREATE TABLE kept AS SELECT 1 AS n');
    await server.stop();
    const versionFile = join(server.dataDirectory, 'PG_VERSION');
    const version = await readText(versionFile);
    await writeFile(versionFile, '15\n');
    const before = await readdir(server.dataDirectory);

    const error = await failToStart(dataDir);
    expect(error.code).toBe('other_version');
    expect(error.message).toContain('was written by PostgreSQL 15');
    expect(error.message).toContain(version.trim());
    expect(await readdir(server.dataDirectory)).toEqual(before);

    await writeFile(versionFile, version);
    expect(await query((await start(dataDir)).superuser, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });
});

describe('a folder that is no cluster', () => {
  it('is refused, and nothing in it deleted', async () => {
    const dataDir = join(await makeFolder(), 'data');
    await mkdir(join(dataDir, 'postgres'), { recursive: true });
    await writeFile(join(dataDir, 'postgres', 'letter.txt'), 'dear');
    const error = await failToStart(dataDir);
    expect(error.code).toBe('not_a_cluster');
    expect(await readText(dataDir, 'postgres', 'letter.txt')).toBe('dear');
  });

  it('is refused when it is only the shell of one', async () => {
    const dataDir = await aCluster();
    const server = await start(dataDir);
    await server.stop();
    const control = join(server.dataDirectory, 'global', 'pg_control');
    await rename(control, `${control}.kept`);
    expect((await failToStart(dataDir)).code).toBe('not_a_cluster');
    await rename(`${control}.kept`, control);
    await start(dataDir);
  });

  it('is taken when it is empty', async () => {
    const dataDir = join(await makeFolder(), 'data');
    await mkdir(join(dataDir, 'postgres'), { recursive: true });
    if (isRoot) await chmod(dataDir, 0o711);
    await start(dataDir);
  });
});

describe('a data folder', () => {
  it('that is a file is refused', async () => {
    const dataDir = join(await makeFolder(), 'data');
    await writeFile(dataDir, 'not a folder');
    const error = await failToStart(dataDir);
    expect(error.code).toBe('not_writable');
    expect(error.message).toContain(dataDir);
  });

  itAsOrdinaryUser('that may not be written to is refused', async () => {
    const dataDir = join(await makeFolder(), 'data');
    await mkdir(dataDir);
    await chmod(dataDir, 0o555);
    undoLater(() => chmod(dataDir, 0o755));
    expect((await failToStart(dataDir)).code).toBe('not_writable');
    expect((await failToStart(join(dataDir, 'inner'))).code).toBe('not_writable');
  });

  itBesideOthers("of root's is refused to an ordinary user", async () => {
    const dataDir = join(await makeFolder(), 'data');
    await mkdir(dataDir);
    const [user] = await listUnprivilegedUsers();
    const { uid, gid } = user!;
    const service = startServiceProcess(dataDir, { user: { uid, gid } });
    expect((await service.report).code).toBe('not_writable');
  });
});

describe('a platform without binaries', () => {
  it.each([
    ['win32', 'x64'],
    ['linux', 's390x'],
    ['freebsd', 'x64'],
  ])('%s on %s gets the advice to set DATABASE_URL', async (platform, arch) => {
    const refusal = expect(findBinariesPackage(platform, arch)).rejects;
    await refusal.toMatchObject({ code: 'unsupported_platform', message: expect.stringContaining('DATABASE_URL') });
  });

  it('whose package was not installed gets the advice to install it', async () => {
    const other = process.arch === 'x64' ? 'arm64' : 'x64';
    const refusal = expect(findBinariesPackage(process.platform, other)).rejects;
    await refusal.toMatchObject({ code: 'binaries_missing', message: expect.stringContaining('npm ci') });
  });
});

describe('a full disk', () => {
  /** A small file system of its own, or null where this user may not mount one. */
  async function mountDisk(sizeMb: number): Promise<string | null> {
    const folder = join(await makeFolder(), 'data');
    await mkdir(folder);
    try {
      await run('mount', ['-t', 'tmpfs', '-o', `size=${sizeMb}m,mode=0711`, 'tmpfs', folder]);
      undoLater(() => run('umount', [folder]));
      return folder;
    } catch {
      process.stderr.write('Not tested: this environment does not allow mounting a small disk.\n');
      return null;
    }
  }

  itAsRoot('at the first start is named, leaves nothing half-made, and the next start works', async () => {
    const disk = await mountDisk(20);
    if (disk === null) return;
    const error = await failToStart(disk);
    expect(error.code).toBe('disk_full');
    expect((await readdir(disk)).filter((name) => name !== 'lock' && name !== 'postgres.password')).toEqual([]);
    await run('mount', ['-o', 'remount,size=200m', disk]);
    await start(disk);
  });

  itAsRoot('at a later start is named, and the data is there once space is', async () => {
    const disk = await mountDisk(200);
    if (disk === null) return;
    const server = await start(disk);
    await query(server.superuser, 'CREATE TABLE kept AS SELECT 1 AS n');
    await server.stop();
    const ballast = join(disk, 'ballast');
    await run('dd', ['if=/dev/zero', `of=${ballast}`, 'bs=4k']).catch(() => undefined);
    expect((await failToStart(disk)).code).toBe('disk_full');
    await rm(ballast);
    expect(await query((await start(disk)).superuser, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  itAsRoot('that is mounted read-only is refused', async () => {
    const disk = await mountDisk(20);
    if (disk === null) return;
    await run('mount', ['-o', 'remount,ro', disk]);
    expect((await failToStart(disk)).code).toBe('not_writable');
    expect((await stat(disk)).isDirectory()).toBe(true);
  });
});

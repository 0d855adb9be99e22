import { chmod, chown, cp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findBinariesPackage, prepareBinaries } from '../../src/embedded-postgres/binaries.js';
import { listUnprivilegedUsers } from '../../src/embedded-postgres/unprivileged-users.js';
import {
  aCluster,
  cleanUp,
  failToStart,
  isRoot,
  itAsOrdinaryUser,
  itAsRoot,
  makeFolder,
  query,
  readText,
  start,
  undoLater,
} from './support/scenario.js';

afterEach(cleanUp);

async function ownerOf(path: string): Promise<number> {
  return (await stat(path)).uid;
}

/** A data folder below a private one, as in root's own home, and a base that everybody reaches. */
async function makePrivateHome(): Promise<{ home: string; dataDir: string; sharedBase: string }> {
  const [home, base] = [await makeFolder(), await makeFolder()];
  await chmod(home, 0o700);
  return { home, dataDir: join(home, 'clone', '.data'), sharedBase: join(base, 'shared') };
}

describe('the cluster', () => {
  itAsOrdinaryUser('lives in the data folder and is run by its user', async () => {
    const dataDir = join(await makeFolder(), 'data');
    const server = await start(dataDir);
    expect(server.dataDirectory).toBe(join(dataDir, 'postgres'));
    expect(await ownerOf(`/proc/${server.postmasterPid}`)).toBe(process.getuid?.());
  });

  itAsRoot('lives in the data folder and is run by an account without rights', async () => {
    const dataDir = join(await makeFolder(), 'data');
    const server = await start(dataDir);
    const [user] = await listUnprivilegedUsers();
    expect(server.dataDirectory).toBe(join(dataDir, 'postgres'));
    expect(await ownerOf(server.dataDirectory)).toBe(user?.uid);
    expect(await ownerOf(`/proc/${server.postmasterPid}`)).toBe(user?.uid);
    expect(await readText(`/proc/${server.postmasterPid}/status`)).toMatch(/^Groups:\s*$/m);
  });

  itAsRoot('of a data folder below a private home lives where that account reaches it', async () => {
    const { home, dataDir, sharedBase } = await makePrivateHome();
    const first = await start(dataDir, { sharedBase });
    await query(first.superuser, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.stop();
    expect(first.dataDirectory.startsWith(`${sharedBase}/data-`)).toBe(true);
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    expect(await readText(dataDir, 'postgres.location')).toContain(first.dataDirectory.replace(/\/postgres$/, '\n'));
    expect(await readText(first.dataDirectory, '..', 'OWNER')).toContain(dataDir);
    expect((await stat(sharedBase)).mode & 0o777).toBe(0o711);

    const second = await start(dataDir, { sharedBase });
    expect(second.dataDirectory).toBe(first.dataDirectory);
    expect(await query(second.superuser, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    expect((await failToStart(dataDir, { sharedBase })).code).toBe('in_use');
  });

  itAsRoot('is a new one when such a data folder is deleted and created again', async () => {
    const { dataDir, sharedBase } = await makePrivateHome();
    const first = await start(dataDir, { sharedBase });
    await first.stop();
    await rm(dataDir, { recursive: true });
    const second = await start(dataDir, { sharedBase });
    expect(second.dataDirectory).not.toBe(first.dataDirectory);
  });

  itAsRoot('that is recorded and gone is missed, not replaced', async () => {
    const { dataDir, sharedBase } = await makePrivateHome();
    const first = await start(dataDir, { sharedBase });
    await first.stop();
    await rm(join(first.dataDirectory, '..'), { recursive: true });
    expect((await failToStart(dataDir, { sharedBase })).code).toBe('cluster_missing');
  });

  itAsRoot('that nowhere could be reached is refused with what to do', async () => {
    const { dataDir, sharedBase } = await makePrivateHome();
    await writeFile(sharedBase, 'a file where a folder is needed');
    const error = await failToStart(dataDir, { sharedBase });
    expect(error.code).toBe('unreachable');
    expect(error.message).toContain('DATA_DIR');
  });

  itAsRoot('is run by its owner when an ordinary user made it', async () => {
    const dataDir = await aCluster();
    await (await start(dataDir)).stop();
    const [, other] = await listUnprivilegedUsers();
    if (other === undefined) throw new Error('This needs two unprivileged accounts.');
    await chownAll(join(dataDir, 'postgres'), other.uid, other.gid);
    const server = await start(dataDir);
    expect(await ownerOf(`/proc/${server.postmasterPid}`)).toBe(other.uid);
  });

  itAsRoot('is handed over when it was restored as root', async () => {
    const dataDir = await aCluster();
    const first = await start(dataDir);
    await query(first.superuser, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.stop();
    await chownAll(first.dataDirectory, 0, 0);
    const second = await start(dataDir);
    expect(await query(second.superuser, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });
});

describe('the programs', () => {
  const user = async () => (isRoot ? ((await listUnprivilegedUsers())[0] ?? null) : null);

  /** The package as npm unpacks it where install scripts are disabled: without its links. */
  async function unpackPackage(): Promise<{ folder: string; native: string; version: string }> {
    const { native, version } = await findBinariesPackage();
    const folder = await makeFolder();
    const copy = join(folder, 'package', 'native');
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    for (const { target } of await readLinks(copy)) await rm(join(folder, 'package', target), { force: true });
    return { folder, native: copy, version };
  }

  async function readLinks(native: string): Promise<{ source: string; target: string }[]> {
    return JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8'));
  }

  it('get the links between their libraries, by several processes at once', async () => {
    const { folder, native, version } = await unpackPackage();
    const runAs = await user();
    const copyBase = join(folder, 'copies');
    const made = await Promise.all([1, 2, 3].map(() => prepareBinaries({ native, version }, runAs, copyBase)));
    expect(new Set(made.map(({ postgres }) => postgres))).toEqual(new Set([join(native, 'bin/postgres')]));
    const links = await readLinks(native);
    for (const { target } of links) {
      expect(await readlink(join(folder, 'package', target))).not.toContain('/');
    }
    await expect(stat(copyBase)).rejects.toThrow('ENOENT');
  });

  itAsOrdinaryUser('are copied where the links cannot be made', async () => {
    const { folder, native, version } = await unpackPackage();
    await protect(join(native, 'lib'));
    const copyBase = join(folder, 'copies');
    const made = await Promise.all([1, 2].map(() => prepareBinaries({ native, version }, null, copyBase)));
    expect(made.map(({ postgres }) => postgres)).toEqual(
      Array(2).fill(join(copyBase, `postgresql-${version}/bin/postgres`)),
    );
    expect(await readdir(copyBase)).toEqual([`postgresql-${version}`]);
  });

  itAsOrdinaryUser('are used from a read-only folder that has its links', async () => {
    const { folder, native, version } = await unpackPackage();
    await prepareBinaries({ native, version }, null, join(folder, 'copies'));
    await protect(join(native, 'lib'));
    const made = await prepareBinaries({ native, version }, null, join(folder, 'copies'));
    expect(made.postgres).toBe(join(native, 'bin/postgres'));
  });

  itAsRoot('are copied, once, where the account without rights cannot reach them', async () => {
    const { folder, native, version } = await unpackPackage();
    await chmod(join(folder, 'package'), 0o700);
    const copyBase = join(folder, 'copies');
    const runAs = await user();
    const made = await Promise.all([1, 2].map(() => prepareBinaries({ native, version }, runAs, copyBase)));
    expect(made.map(({ postgres }) => postgres)).toEqual(
      Array(2).fill(join(copyBase, `postgresql-${version}/bin/postgres`)),
    );
    expect(await readdir(copyBase)).toEqual([`postgresql-${version}`]);
  });
});

/** Nobody but root may change what is in the folder, until the test's end. */
async function protect(folder: string): Promise<void> {
  await chmod(folder, 0o555);
  undoLater(() => chmod(folder, 0o755));
}

async function chownAll(path: string, uid: number, gid: number): Promise<void> {
  await chown(path, uid, gid);
  for (const entry of await readdir(path, { recursive: true })) await chown(join(path, entry), uid, gid);
}

import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { startThrowawayPostgres } from '../../src/embedded-postgres/start-throwaway-postgres.js';
import { aCluster, cleanUp, isGone, makeFolder, query, start, until } from './support/scenario.js';
import { startServiceProcess } from './support/service-process.js';

afterEach(cleanUp);

describe('a first start', () => {
  it('makes a UTF-8 cluster that only this machine reaches, with checksums and a password', async () => {
    const { superuser } = await start(join(await makeFolder(), 'data'), { durability: 'on' });
    const [settings] = await query(
      superuser,
      `SELECT current_setting('server_encoding') AS encoding, current_setting('listen_addresses') AS addresses,
              current_setting('unix_socket_directories') AS sockets, current_setting('data_checksums') AS checksums,
              current_setting('fsync') AS fsync, current_setting('password_encryption') AS passwords,
              (SELECT datlocprovider FROM pg_database WHERE datname = 'template1') AS provider`,
    );
    expect(settings).toEqual({
      encoding: 'UTF8',
      addresses: '127.0.0.1',
      sockets: '',
      checksums: 'on',
      fsync: 'on',
      passwords: 'scram-sha-256',
      provider: 'b',
    });
    await expect(query({ ...superuser, password: 'wrong' }, 'SELECT 1')).rejects.toThrow('authentication failed');
  });

  it('says what takes its time', async () => {
    const lines: string[] = [];
    const log = { debug: () => undefined, info: (line: string) => lines.push(line), warn: () => undefined };
    const dataDir = join(await makeFolder(), 'data');
    const { postmasterPid } = await start(dataDir, { log });
    expect(lines).toEqual([
      expect.stringMatching(/^First start: creating a PostgreSQL \d+\.\d+ cluster in /),
      expect.stringContaining(`process ${postmasterPid}`),
    ]);
  });

  it('works in a folder whose path is long and holds blanks, quotes and umlauts', async () => {
    const dataDir = join(await makeFolder(), `it's a "gate" für 100%`, 'x'.repeat(120), 'y'.repeat(60), 'data');
    const { superuser, stop } = await start(dataDir);
    await query(superuser, 'CREATE TABLE kept AS SELECT 1 AS n');
    await stop();
    expect(await query((await start(dataDir)).superuser, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('keeps its secrets to itself', async () => {
    const dataDir = join(await makeFolder(), 'data');
    const service = startServiceProcess(dataDir, { env: { ADMIN_PASSWORD: 'not for the server' } });
    const { superuser, postmasterPid, dataDirectory } = await service.report;
    expect((await stat(join(dataDir, 'postgres.password'))).mode & 0o777).toBe(0o600);
    expect((await stat(dataDirectory)).mode & 0o777).toBe(0o700);
    const visible = (await readdir(join(dataDir, 'lock'))).map((name) => readFile(join(dataDir, 'lock', name), 'utf8'));
    expect((await Promise.all(visible)).join('')).not.toContain(superuser.password);
    if (process.platform === 'linux') {
      const environment = await readFile(`/proc/${postmasterPid}/environ`, 'utf8');
      expect(environment).not.toContain('ADMIN_PASSWORD');
      expect(await readFile(`/proc/${postmasterPid}/cmdline`, 'utf8')).not.toContain(superuser.password);
    }
  });
});

describe('a later start', () => {
  it('finds what was stored, with the same password', async () => {
    const dataDir = await aCluster();
    const first = await start(dataDir);
    await query(first.superuser, 'CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n');
    await first.stop();
    const second = await start(dataDir);
    expect(await query(second.superuser, 'SELECT count(*)::int AS rows FROM kept')).toEqual([{ rows: 1000 }]);
    expect(second.superuser.password).toBe(first.superuser.password);
  });

  it('sets a new password when the old one was lost', async () => {
    const dataDir = await aCluster();
    const first = await start(dataDir);
    await query(first.superuser, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.stop();
    await rm(join(dataDir, 'postgres.password'));
    const second = await start(dataDir);
    expect(second.superuser.password).not.toBe(first.superuser.password);
    expect(await query(second.superuser, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });
});

describe('stopping', () => {
  it('cuts open sessions, leaves no process, and needs no recovery afterwards', async () => {
    const dataDir = await aCluster();
    const server = await start(dataDir);
    const client = new pg.Client(server.superuser);
    // The driver may report the loss more than once.
    const isCut = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    const sleeping = expect(client.query('SELECT pg_sleep(600)')).rejects.toThrow();
    await server.stop();
    await Promise.all([sleeping, isCut]);
    expect(await isGone(server.postmasterPid)).toBe(true);

    const lines: string[] = [];
    const log = { debug: (line: string) => lines.push(line), info: () => undefined, warn: () => undefined };
    await start(dataDir, { log });
    expect(lines.join('\n')).toContain('database system was shut down at');
    expect(lines.join('\n')).not.toContain('recovery');
  });

  it('may be requested twice', async () => {
    const server = await start(await aCluster());
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(await isGone(server.postmasterPid)).toBe(true);
  });

  it('happens on SIGTERM of the service', async () => {
    const service = startServiceProcess(await aCluster());
    const { postmasterPid } = await service.report;
    await service.kill('SIGTERM');
    expect(await service.exited).toBe(0);
    expect(await isGone(postmasterPid)).toBe(true);
  });

  it('is at least requested when the service exits without it', async () => {
    const service = startServiceProcess(await aCluster(), { then: 'exit' });
    const { postmasterPid } = await service.report;
    await service.exited;
    await until(() => isGone(postmasterPid));
  });
});

describe('a throwaway cluster', () => {
  it('is fast rather than safe, and leaves nothing', async () => {
    const server = await startThrowawayPostgres();
    try {
      expect(await query(server.superuser, 'SHOW fsync')).toEqual([{ fsync: 'off' }]);
    } finally {
      await server.stop();
    }
    expect(await isGone(server.postmasterPid)).toBe(true);
    await expect(stat(join(server.dataDirectory, '..'))).rejects.toThrow('ENOENT');
  });
});

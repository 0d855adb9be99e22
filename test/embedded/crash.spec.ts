import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type UnexpectedExit } from '../../src/embedded-postgres/supervisor.js';
import { aCluster, cleanUp, isGone, makeFolder, query, start, until } from './support/scenario.js';
import { startServiceProcess } from './support/service-process.js';

afterEach(cleanUp);

async function insertUntilCut(client: pg.Client): Promise<number> {
  let acknowledged = 0;
  try {
    for (;;) {
      await client.query('INSERT INTO kept (n) VALUES ($1)', [acknowledged + 1]);
      acknowledged += 1;
    }
  } catch {
    return acknowledged;
  }
}

describe('kill -9', () => {
  it('of the service: its server is stopped in good order and everything stored is there', async () => {
    const dataDir = await aCluster();
    const service = startServiceProcess(dataDir);
    const { superuser, postmasterPid } = await service.report;
    await query(superuser, 'CREATE TABLE kept AS SELECT 1 AS n');
    await service.kill('SIGKILL');
    expect(await isGone(postmasterPid)).toBe(false);

    const lines: string[] = [];
    const log = { debug: () => undefined, info: (line: string) => lines.push(line), warn: () => undefined };
    const next = await start(dataDir, { log });
    expect(lines[0]).toContain(`process ${postmasterPid}`);
    expect(await isGone(postmasterPid)).toBe(true);
    expect(next.postmasterPid).not.toBe(postmasterPid);
    expect(await query(next.superuser, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('of the service and of PostgreSQL: nothing acknowledged is lost', async () => {
    const dataDir = await aCluster();
    const service = startServiceProcess(dataDir);
    const { superuser, postmasterPid } = await service.report;
    await query(superuser, 'CREATE TABLE kept (n int PRIMARY KEY)');
    const client = new pg.Client(superuser);
    client.on('error', () => undefined);
    await client.connect();
    const inserting = insertUntilCut(client);
    await until(async () => (await query(superuser, 'SELECT count(*)::int AS rows FROM kept'))[0].rows > 50);
    await service.kill('SIGKILL');
    process.kill(postmasterPid, 'SIGKILL');
    const acknowledged = await inserting;

    const next = await start(dataDir);
    const [{ rows }] = await query(next.superuser, 'SELECT count(*)::int AS rows FROM kept');
    // The last insert may have been stored without its acknowledgement having come through.
    expect(rows - acknowledged).toBeGreaterThanOrEqual(0);
    expect(rows - acknowledged).toBeLessThanOrEqual(1);
  });

  it('of PostgreSQL alone: it serves again on the same port', async () => {
    const exits: UnexpectedExit[] = [];
    let isBack = false;
    const server = await start(await aCluster(), {
      durability: 'on',
      onExit: (exit) => exits.push(exit),
      onRestart: () => (isBack = true),
    });
    const { superuser, postmasterPid } = server;
    await query(superuser, 'CREATE TABLE kept AS SELECT 1 AS n');
    process.kill(postmasterPid, 'SIGKILL');
    await until(() => Promise.resolve(isBack));
    expect(exits).toEqual([expect.objectContaining({ signal: 'SIGKILL', restartInMs: 0 })]);
    expect(server.postmasterPid).not.toBe(postmasterPid);
    expect(await query(superuser, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  });

  it('of PostgreSQL while it is being started again: it is tried once more', async () => {
    let restarts = 0;
    const server = await start(await aCluster(), {
      restartBackoffMs: [0],
      onRestart: () => (restarts += 1),
    });
    for (const round of [1, 2, 3]) {
      process.kill(server.postmasterPid, 'SIGKILL');
      await until(() => Promise.resolve(restarts === round));
    }
    expect(await query(server.superuser, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('of PostgreSQL, and another program takes its port for a while: it waits for the port', async () => {
    const squatter = createServer();
    let isBack = false;
    const server = await start(await aCluster(), {
      restartBackoffMs: [300],
      onExit: () => squatter.listen(server.superuser.port, '127.0.0.1'),
      onRestart: () => (isBack = true),
    });
    process.kill(server.postmasterPid, 'SIGKILL');
    await once(squatter, 'listening');
    await sleep(1000);
    expect(isBack).toBe(false);
    squatter.close();
    await until(() => Promise.resolve(isBack));
    expect(await query(server.superuser, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('of PostgreSQL where no restart is wanted: it stays down, and can still be stopped', async () => {
    const exits: UnexpectedExit[] = [];
    const server = await start(await aCluster(), {
      restartBackoffMs: [],
      onExit: (exit) => exits.push(exit),
    });
    process.kill(server.postmasterPid, 'SIGKILL');
    await until(() => Promise.resolve(exits.length > 0));
    expect(exits[0]?.restartInMs).toBeNull();
    await server.stop();
    await expect(query(server.superuser, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });
});

describe('a stop', () => {
  it('ends the waiting for a restart', async () => {
    const exits: UnexpectedExit[] = [];
    const dataDir = await aCluster();
    const server = await start(dataDir, { restartBackoffMs: [3_600_000], onExit: (exit) => exits.push(exit) });
    process.kill(server.postmasterPid, 'SIGKILL');
    await until(() => Promise.resolve(exits.length > 0));
    await server.stop();
    expect(await query((await start(dataDir)).superuser, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
});

describe('an interrupted first start', () => {
  it('is repeated, and its remains go', async () => {
    const dataDir = join(await makeFolder(), 'data');
    const drafts = async () =>
      (await readdir(dataDir).catch((): string[] => [])).filter((name) => name.startsWith('postgres.unfinished-'));
    const service = startServiceProcess(dataDir);
    const draft = await until(async () => (await drafts())[0]);
    // Half made: files are there, the cluster is not complete.
    await until(async () => (await readdir(join(dataDir, draft, 'cluster')).catch((): string[] => [])).length > 5);
    await service.kill('SIGKILL');
    expect(await readdir(dataDir)).not.toContain('postgres');

    const server = await start(dataDir);
    expect(await query(server.superuser, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    await server.stop();
    await start(dataDir);
    expect(await drafts()).toEqual([]);
  });
});

describe('a pid file whose number', () => {
  it("is another program's now: that program is left alone, and the server starts", async () => {
    const dataDir = await aCluster();
    const first = await start(dataDir, { restartBackoffMs: [] });
    const pidFile = join(first.dataDirectory, 'postmaster.pid');
    const left = await readFile(pidFile, 'utf8');
    await first.stop();
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' });
    try {
      await writeFile(pidFile, left.replace(/^\d+/, String(stranger.pid)));
      const second = await start(dataDir);
      expect(await query(second.superuser, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
      expect(await isGone(stranger.pid ?? 0)).toBe(false);
    } finally {
      stranger.kill('SIGKILL');
    }
  });
});

import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from './folder-lock.js';
import { SILENT_LOG } from './launcher-log.js';
import { readOwnIdentity } from './process-info.js';

const BEAT_MS = 20;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quality-gate-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const lock = () => lockFolder(folder, SILENT_LOG, BEAT_MS);
const lockFile = (number: number) => join(folder, 'lock', String(number));
const numbers = async () => (await readdir(join(folder, 'lock'))).sort();

/** A lock as another holder left it. */
async function leaveLock(number: number, holder: object): Promise<void> {
  await (await lock()).release();
  const record = { ...(await readOwnIdentity()), since: '2024-01-01T00:00:00.000Z', ...holder };
  await rm(lockFile(1));
  await writeFile(lockFile(number), JSON.stringify(record));
}

/** The id of a process that has ended. */
async function pidOfThePast(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}

it('is taken by one at a time', async () => {
  const first = await lock();
  await expect(lock()).rejects.toMatchObject({
    code: 'in_use',
    message: expect.stringContaining(`process ${process.pid} `),
  });
  await first.release();
  await (await lock()).release();
});

it('goes to exactly one of many who ask at once, again and again', async () => {
  for (let round = 0; round < 5; round += 1) {
    const asked = await Promise.allSettled(Array.from({ length: 20 }, lock));
    const won = asked.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(won).toHaveLength(1);
    await won[0]?.release();
  }
});

it('leaves one file, whose number rises', async () => {
  for (let round = 1; round <= 3; round += 1) {
    await (await lock()).release();
    expect(await numbers()).toEqual([String(round)]);
  }
});

it('is taken over from a process that ended without releasing it', async () => {
  await leaveLock(7, { pid: await pidOfThePast() });
  await lock();
  expect(await numbers()).toEqual(['8']);
});

it('is taken over when the holder’s process id belongs to another process now', async () => {
  await leaveLock(7, { startedAt: 'long ago' });
  await lock();
  expect(await numbers()).toEqual(['8']);
});

it('counts as locked where the start time of a living holder is not known', async () => {
  await leaveLock(7, { startedAt: null });
  await expect(lock()).rejects.toMatchObject({ code: 'in_use' });
});

it('is taken over from what is no lock at all', async () => {
  await leaveLock(7, {});
  await writeFile(lockFile(7), 'torn');
  await lock();
  expect(await numbers()).toEqual(['8']);
});

describe('of a holder in another container', () => {
  const elsewhere = { pid: 1, host: 'another', pidNamespace: 'pid:[1]', startedAt: 'then' };

  it('is respected while its heart beats', async () => {
    await leaveLock(7, elsewhere);
    const heart = setInterval(() => void utimes(lockFile(7), new Date(), new Date()), BEAT_MS / 2);
    try {
      await expect(lock()).rejects.toMatchObject({ code: 'in_use', message: expect.stringContaining('another') });
    } finally {
      clearInterval(heart);
    }
  });

  it('is taken over when it does not', async () => {
    await leaveLock(7, elsewhere);
    await lock();
    expect(await numbers()).toEqual(['8']);
  });

  it('is taken over at once when it was released', async () => {
    await leaveLock(7, { ...elsewhere, released: true });
    await lockFolder(folder, SILENT_LOG, 3_600_000);
    expect(await numbers()).toEqual(['8']);
  });
});

it('shows its own life by a heartbeat', async () => {
  await lock();
  await utimes(lockFile(1), new Date(0), new Date(0));
  while ((await stat(lockFile(1))).mtimeMs === 0) await new Promise((resolve) => setTimeout(resolve, 5));
});

it('says who holds it, for people', async () => {
  await lock();
  expect(JSON.parse(await readFile(lockFile(1), 'utf8'))).toMatchObject({
    pid: process.pid,
    since: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
  });
});

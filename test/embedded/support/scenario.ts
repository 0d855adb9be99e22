import { execFileSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedPostgresError } from '../../../src/embedded-postgres/embedded-postgres-error.js';
import { SILENT_LOG } from '../../../src/embedded-postgres/launcher-log.js';
import { clearOrphan } from '../../../src/embedded-postgres/orphan.js';
import { readProcessState } from '../../../src/embedded-postgres/process-info.js';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
  type SuperuserConnection,
} from '../../../src/embedded-postgres/start-embedded-postgres.js';
import { killServiceProcesses } from './service-process.js';

export const isRoot = process.getuid?.() === 0;
/** Tests that only make sense under root, or only without it. The test command names what is skipped. */
export const itAsRoot = isRoot ? it : it.skip;
export const itAsOrdinaryUser = isRoot ? it.skip : it;
/** Tests in which another user than root runs our code: skipped where the checkout lies below a private home. */
export const itBesideOthers = isRoot && isOpenToOthers(__filename) ? it : it.skip;

function isOpenToOthers(file: string): boolean {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder))
    if ((statSync(folder).mode & 0o001) === 0) return false;
  return true;
}

/** Long enough for a machine under load; a test that works never waits that long. */
const PATIENCE_MS = 45_000;

const servers = new Set<EmbeddedPostgres>();
const folders = new Set<string>();
const undoings: (() => Promise<unknown>)[] = [];

/** Something that the test's end has to undo once all servers are stopped. */
export function undoLater(undo: () => Promise<unknown>): void {
  undoings.push(undo);
}

/** A new folder that every account may pass through, gone after the test. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'quality-gate-spec-'));
  await chmod(folder, 0o711);
  folders.add(folder);
  return folder;
}

/** A folder with a data folder whose server has stopped. */
let made: string | undefined;
afterAll(() => made && rmSync(made, { recursive: true }));

/** A data folder whose cluster exists: to copy one takes a fraction of the processor time that a first start takes. */
export async function aCluster(): Promise<string> {
  if (made === undefined) {
    made = await mkdtemp(join(tmpdir(), 'quality-gate-spec-'));
    await chmod(made, 0o711);
    const server = await startEmbeddedPostgres({ dataDir: join(made, 'data'), durability: 'off' });
    await server.stop();
  }
  const dataDir = join(await makeFolder(), 'data');
  execFileSync('cp', ['-a', join(made, 'data'), dataDir]);
  return dataDir;
}

/** A server that the test's end stops; without durability where the test does not ask for it, to spare the disk. */
export async function start(
  dataDir: string,
  options: Omit<EmbeddedPostgresOptions, 'dataDir'> = {},
): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataDir, durability: 'off', ...options });
  servers.add(server);
  return server;
}

/** The error that keeps a server from starting. */
export async function failToStart(
  dataDir: string,
  options: Omit<EmbeddedPostgresOptions, 'dataDir'> = {},
): Promise<EmbeddedPostgresError> {
  try {
    await start(dataDir, options);
  } catch (error) {
    if (error instanceof EmbeddedPostgresError) return error;
    throw error;
  }
  throw new Error(`A server started on ${dataDir}.`);
}

/** Ends whatever the test left running, by its process id, and deletes its folders. To be called after each test. */
export async function cleanUp(): Promise<void> {
  await killServiceProcesses();
  for (const server of servers) await server.stop();
  servers.clear();
  for (const undo of undoings.splice(0).reverse()) await undo();
  for (const folder of folders) {
    await clearOrphan(join(folder, 'data', 'postgres'), SILENT_LOG);
    await rm(folder, { recursive: true, force: true });
  }
  folders.clear();
}

export async function query(superuser: SuperuserConnection, text: string): Promise<any[]> {
  const client = new pg.Client(superuser);
  // A server that is killed under the test cuts the connection; the query tells.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Waits for something that another process brings about. */
export async function until<T>(look: () => Promise<T | null | undefined | false>): Promise<T> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
    const seen = await look();
    if (seen !== null && seen !== undefined && seen !== false) return seen;
    await sleep(5);
  }
  throw new Error(`It did not happen within ${PATIENCE_MS} ms.`);
}

export async function isGone(pid: number): Promise<boolean> {
  return (await readProcessState(pid)).state === 'gone';
}

export function readText(...path: string[]): Promise<string> {
  return readFile(join(...path), 'utf8');
}

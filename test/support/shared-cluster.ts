import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { startThrowawayPostgres } from '../../src/embedded-postgres/start-throwaway-postgres.js';
import type { DatabaseConnection } from '../../src/platform/database/connection.js';
import { memoryFolder } from './memory-folder.js';

/** The file in which `npm run test:cluster` says how to reach its cluster. */
const ADDRESS = path.join(__dirname, '../../node_modules/.cache/quality-gate-cluster.json');

/** A cluster that outlives a run of tests; later runs find it until it is stopped. */
export async function startSharedCluster(address = ADDRESS): Promise<{ stop(): Promise<void> }> {
  const server = await startThrowawayPostgres(memoryFolder());
  const admin: DatabaseConnection = { ...server.superuser, ssl: false };
  await mkdir(path.dirname(address), { recursive: true });
  await writeFile(address, JSON.stringify(admin), { mode: 0o600 });
  return {
    stop: async () => {
      await rm(address, { force: true });
      await server.stop();
    },
  };
}

/** The running shared cluster, as its superuser; null where there is none, and in CI, where every run starts from nothing. */
export async function findSharedCluster(address = ADDRESS): Promise<DatabaseConnection | null> {
  if (process.env.CI !== undefined) return null;
  const text = await readFile(address, 'utf8').catch(() => null);
  if (text === null) return null;
  const admin = JSON.parse(text) as DatabaseConnection;
  return (await isUp(admin)) ? admin : null;
}

async function isUp(admin: DatabaseConnection): Promise<boolean> {
  const client = new pg.Client({ ...admin, ssl: admin.ssl, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  return client
    .connect()
    .then(() => client.end())
    .then(
      () => true,
      () => false,
    );
}

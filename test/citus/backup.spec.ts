import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stderr } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { DATA_MIGRATIONS, MIGRATIONS } from '../../ormconfig.js';
import { distribute } from '../../src/platform/database/distribute.js';
import { openClient } from '../../src/platform/database/open-client.js';
import { prepareDatabase } from '../../src/platform/database/prepare-database.js';
import { Traffic } from '../drills/support/traffic.js';
import { findContradictionsIn } from '../service/support/contradictions.js';
import { type Push, takeBack } from '../service/support/push.js';
import { ApiClient } from '../support/api-client.js';
import { aScratchFolder, cleanUpServices } from '../support/built-service.js';
import { qgateAdmin } from '../support/qgate-admin.js';
import { missingPrograms, runShell } from '../support/shell.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { CitusServers, findPostgresWithCitus, type Node, PASSWORDS } from './support/citus-servers.js';

const postgres = findPostgresWithCitus();
const missing = [
  ...(postgres === null ? ['a PostgreSQL with Citus'] : []),
  ...missingPrograms('pgbackrest', 'openssl', 'psql'),
];
if (missing.length > 0)
  stderr.write(`Backups of a cluster of Citus are not tested, as these are missing: ${missing.join(', ')}.\n`);

jest.setTimeout(300_000);

/** The commands under a heading of docs/backup.md. */
function commandsUnder(heading: string): string {
  const page = readFileSync(path.join(__dirname, '../../docs/backup.md'), 'utf8');
  const section = page.split(/^#{2,} /m).find((each) => each.startsWith(`${heading}\n`));
  return /^```sh\n([^]*?)^```$/m.exec(section ?? '')![1]!;
}

(missing.length > 0 ? describe.skip : describe)(
  'a cluster of Citus with passwords (needs Citus and pgBackRest)',
  () => {
    let servers: CitusServers;
    let service: TestApp;
    const restored: Node[] = [];

    const databaseOf = (coordinator: Node) => ({
      admin: servers.connection(coordinator),
      app: servers.connection(coordinator, 'qg_app'),
      drop: () => Promise.resolve(),
    });

    async function divide(): Promise<string[]> {
      const lines: string[] = [];
      const client = await openClient(servers.connection(servers.nodes[0]));
      try {
        await distribute(client, (line) => lines.push(line));
      } finally {
        await client.end();
      }
      return lines;
    }

    beforeAll(async () => {
      servers = await CitusServers.start(await aScratchFolder(), postgres!);
      await prepareDatabase(servers.connection(servers.nodes[0]), MIGRATIONS, {
        ...{ dataMigrations: DATA_MIGRATIONS, log: { info: () => undefined } },
        servingPassword: PASSWORDS.qg_app,
      });
    });
    afterAll(async () => {
      await (service as TestApp | undefined)?.stop();
      await (servers as CitusServers | undefined)?.stop();
      await cleanUpServices();
    });

    it('is not divided while the owner has no password that lets it in on the nodes', async () => {
      await expect(divide()).rejects.toThrow(/do not let qg_owner in/);
    });

    it('is divided and served by passwords, over TLS', async () => {
      const [coordinator, ...workers] = servers.nodes;
      await servers.query(coordinator, `ALTER ROLE qg_owner PASSWORD '${PASSWORDS.qg_owner}'`);
      expect((await divide()).at(-1)).toContain('Start the service.');
      service = await startTestApp({}, { database: databaseOf(coordinator) });
      const answers = await servers.query<{ result: string }>(
        coordinator,
        `SELECT result FROM run_command_on_workers('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')`,
      );
      expect(answers).toEqual(workers.map(() => ({ result: 't' })));
      for (const node of workers) {
        const stranger = { ...servers.connection(node, 'qg_app'), password: 'another password' };
        await expect(openClient(stranger)).rejects.toThrow(/password authentication failed/);
      }
    });

    /** Scans of deleted pushes and of those that were acknowledged, at a moment. */
    interface Acknowledged {
      readonly stored: readonly Push[];
      readonly deleted: readonly Push[];
    }

    it('is restored to one point beside itself, whole, though pushes and deletions went on', async () => {
      const headers = await keyOf(service);
      const traffic = new Traffic([service.url], headers, { writers: 2, readers: 0 });
      const api = new ApiClient(service.url, headers);
      const deletions = new AbortController();
      /** Deletes every second push of a branch until it is ended: scans of `main` are the baseline's. */
      const deleting = async () => {
        for (let next = 1; !deletions.signal.aborted;) {
          const push = traffic.pushes.filter(({ branch }) => branch !== 'main')[next];
          if (push === undefined) await sleep(20);
          else {
            await takeBack(push, api);
            next += 2;
          }
        }
      };
      const allDeleted = deleting();
      const acknowledged = (): Acknowledged => ({
        stored: traffic.pushes.filter(({ isDeletionSent }) => !isDeletionSent),
        deleted: traffic.pushes.filter(({ isDeleted }) => isDeleted),
      });
      for (const node of servers.nodes) await servers.runAt(node, commandsUnder('Backups of its nodes'));
      await traffic.more(6);
      const before = acknowledged();
      const [coordinator] = servers.nodes;
      const named = await runShell(`set -eu\n${commandsUnder('A point of the cluster')}`, {
        ...{ DATABASE_ADMIN_URL: servers.adminUrl(coordinator), POINT: 'before_the_loss' },
      });
      expect(named).toMatchObject({ code: 0, stderr: '' });
      await traffic.more(4);
      deletions.abort();
      await allDeleted;
      await traffic.stop();
      expect(traffic.takeAnswers()).toMatchObject({ unavailable: 0, failures: [] });

      for (const node of servers.nodes) {
        const place = await servers.placeBeside(node);
        restored.push(place);
        await servers.runAt(place, commandsUnder('Its nodes at that point'), {
          ...{ PGDATA: path.join(place.folder, 'data'), POINT: 'before_the_loss' },
        });
        await servers.startNode(place, { archive_mode: 'off', 'citus.recover_2pc_interval': '-1' });
      }
      for (const place of restored)
        for (const { name, port } of restored) {
          const old = servers.nodes.find((node) => node.name === name)!;
          await servers.query(place, 'UPDATE pg_dist_node SET nodeport = $1 WHERE nodeport = $2', [port, old.port]);
        }
      for (const place of restored) {
        await servers.stopNode(place);
        await servers.startNode(place, { archive_mode: 'off' });
      }

      const [at] = restored as [Node, Node, Node];
      const again = { database: databaseOf(at), dataDir: service.dataDir };
      const verified = await qgateAdmin(again, ['verify']);
      expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nAll data is intact\.\n$/) });
      expect(await findContradictionsIn({ ...servers.connection(at), ssl: false })).toEqual({});
      const second = await startTestApp({}, { database: again.database });
      try {
        const there = second.anonymous.as(headers);
        for (const { scanId, verdict } of before.stored) {
          const { status, body } = await there.get(`/quality/gates/status/${scanId}`);
          if (status === 404) expect(traffic.pushes.find((push) => push.scanId === scanId)!.isDeletionSent).toBe(true);
          else expect({ status, verdict: body.status }).toEqual({ status: 200, verdict: verdict!.status });
        }
        for (const { scanId } of before.deleted) expect((await there.get(`/scans/${scanId}`)).status).toBe(404);
        // Pushes behind the point are not there.
        const last = traffic.pushes.findLast(({ isDeletionSent }) => !isDeletionSent)!;
        expect((await there.get(`/scans/${last.scanId}`)).status).toBe(404);
      } finally {
        await second.stop();
      }
      stderr.write(
        `drill: restored ${servers.nodes.length} nodes to a point with ${before.stored.length} pushes and ${before.deleted.length} deletions\n`,
      );
      // The cluster beside it did not notice.
      const live = await qgateAdmin({ database: databaseOf(coordinator), dataDir: service.dataDir }, ['verify']);
      expect(live).toMatchObject({ code: 0, stdout: expect.stringMatching(/\nAll data is intact\.\n$/) });
    });
  },
);

/** Credentials of pushes and deletions, valid at a restored service as well. */
async function keyOf({ admin }: TestApp): Promise<Record<string, string>> {
  const { status, body } = await admin.post('/api-keys', { name: 'traffic', scopes: ['admin'] });
  expect(status).toBe(201);
  return { 'x-api-key': body.key as string };
}

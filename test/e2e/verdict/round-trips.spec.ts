import { setTimeout as sleep } from 'node:timers/promises';
import { AuditSealer } from '../../../src/modules/record/audit/audit-sealer.js';
import { DueEvents } from '../../../src/modules/record/event/due.events.js';
import { Chainer } from '../../../src/modules/verdict/chain/chainer.js';
import { ChangeFeed } from '../../../src/platform/cache/change-feed.js';
import { anApiKey } from '../../support/actors.js';
import type { ApiClient } from '../../support/api-client.js';
import { type PrivateApp, startPrivateApp } from '../../support/private-app.js';
import { anLcov, aSarifLog } from '../../support/reports.js';
import { countRoundTrips, type RoundTripCounter } from '../../support/round-trips.js';

/** Most round trips of a read by a caller that is cached: its statements, and one to commit. A scan is one prepared read. */
const READS: Readonly<Record<string, number>> = {
  '/scans/:scan_id': 1,
  '/scans/:scan_id/summary': 2,
  '/scans': 2,
  '/repos': 2,
  '/repos/:repo_id': 2,
  '/repos/:repo_id/baseline': 2,
  '/repos/:repo_id/pull-requests/3': 1,
  // marks of false positives decide which of its findings are listed
  '/repos/:repo_id/pull-requests/4': 2,
  '/org': 2,
  '/quality/gates/config': 2,
  '/quality/gates/waivers': 2,
  '/events': 2,
  // a person's inbox is counted beside
  '/auth/me': 3,
};

/**
 * Round trips of a completion, five of them for its findings: reports, known paths where no files are listed, inputs, findings of
 * earlier scans, and storing.
 */
const COMPLETION = 12;
/** Round trips of one that matches its findings again, in a thread: up to there its transaction runs twice. */
const MATCHED_AGAIN = 22;

describe('round trips of a request to the database', () => {
  let counter: RoundTripCounter;
  let service: PrivateApp;
  let byKey: ApiClient;
  let path: (route: string) => string;

  beforeAll(async () => {
    const through = async (database: PrivateApp['database']['app']) =>
      (counter = await countRoundTrips(database)).connection;
    service = await startPrivateApp({ WORKER: 'off' }, { through });
    // they look every two seconds, through the counted pool
    await service.app.get(DueEvents).beforeApplicationShutdown();
    await service.app.get(AuditSealer).onApplicationShutdown();
    await service.app.get(Chainer).onApplicationShutdown();
    ({ client: byKey } = await anApiKey(service, { role: 'ORG_ADMIN' }));
    const { body: scan } = await service.admin.post('/scans', { repo: 'acme/web', branch: 'main' });
    await service.admin.post('/scans', { repo: 'acme/web', branch: 'feature', pr_number: 3 });
    const change = await service.admin.post('/scans', { repo: 'acme/web', branch: 'other', pr_number: 4 });
    await service.admin.post(`/scans/${change.body.id}/findings`, aSarifLog([{ rule: 'new', path: 'a.ts', line: 1 }]));
    await service.admin.post(`/scans/${change.body.id}/complete`);
    path = (route) => route.replace(':scan_id', String(scan.id)).replace(':repo_id', String(scan.repo_id));
    while (!service.app.get(ChangeFeed).isCurrent) await sleep(10);
  });
  afterAll(async () => {
    await service.stop();
    await counter.close();
  });

  /** The least of several tries: what is done at intervals uses the pool now and then. */
  async function leastRoundTrips(work: () => Promise<unknown>): Promise<number> {
    const counts: number[] = [];
    for (let again = 0; again < 4; again += 1) counts.push(await counter.during(work));
    return Math.min(...counts);
  }

  describe.each(['key', 'token'] as const)('by %s', (credential) => {
    it.each(Object.entries(READS))('of GET %s are at most %d', async (route, most) => {
      const client = credential === 'key' ? byKey : service.admin;
      const read = async () => expect((await client.get(path(route))).status).toBe(200);
      await read();
      const roundTrips = await leastRoundTrips(read);
      expect(roundTrips).toBeGreaterThan(0);
      expect(roundTrips).toBeLessThanOrEqual(most);
    });
  });

  describe('of a completion of 200 findings and 200 covered files with a base', () => {
    const paths = Array.from({ length: 200 }, (_, file) => `src/file-${file}.ts`);

    const aScan = async (repo: string, more: object, line: number): Promise<number> => {
      const { body } = await service.admin.post('/scans', { repo, ...more });
      const findings = paths.map((at) => ({ rule: 'unused', path: at, line, snippet: `let unused${line};` }));
      const lines = [
        [1, 1],
        [line, 0],
      ] as const;
      const coverage = anLcov(Object.fromEntries(paths.map((at) => [at, lines])));
      const form = { scan_id: String(body.id) };
      const file = { content: coverage, name: 'lcov.info' };
      const sent = await service.admin.post(`/scans/${body.id}/findings`, JSON.parse(aSarifLog(findings)));
      expect(sent.status).toBeLessThan(300);
      expect((await service.admin.upload('/quality/coverage/upload', form, file)).status).toBeLessThan(300);
      return body.id as number;
    };
    const complete = async (id: number) => {
      expect((await byKey.post(`/scans/${id}/complete`, {})).status).toBe(200);
    };

    it('are bounded', async () => {
      const repo = 'acme/counted';
      await complete(await aScan(repo, { branch: 'main' }, 7));
      const counts: number[] = [];
      for (let line = 8; line < 13; line += 1) {
        const id = await aScan(repo, { branch: 'feature', pr_number: line }, line);
        counts.push(await counter.during(() => complete(id)));
      }
      expect(Math.min(...counts)).toBeLessThanOrEqual(COMPLETION);
    });

    it('are bounded where the base has changed since the upload', async () => {
      const repo = 'acme/moved';
      await complete(await aScan(repo, { branch: 'main' }, 7));
      const counts: number[] = [];
      for (let line = 8; line < 13; line += 1) {
        const id = await aScan(repo, { branch: 'feature', pr_number: line }, line);
        await complete(await aScan(repo, { branch: 'main' }, line + 10));
        counts.push(await counter.during(() => complete(id)));
      }
      expect(Math.min(...counts)).toBeLessThanOrEqual(MATCHED_AGAIN);
    });
  });
});

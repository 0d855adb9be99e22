import { setTimeout as sleep } from 'node:timers/promises';
import type { JobId } from '../../src/domain/ids.js';
import { JobEntity } from '../../src/modules/job/entities/job.entity.js';
import type { Job, StepOutcome } from '../../src/modules/job/job.js';
import { JobRepository } from '../../src/modules/job/job.repository.js';
import { JobWriter } from '../../src/modules/job/job.writer.js';
import { type Claim, JobClaimsRepository } from '../../src/modules/job/job-claims.repository.js';
import { JobHandlers } from '../../src/modules/job/job-handlers.js';
import { JobRunner } from '../../src/modules/job/job-runner.js';
import { SystemClock } from '../../src/platform/clock.js';
import type { AppConfig } from '../../src/platform/config/app-config.js';
import { createLogger } from '../../src/platform/logging/logger.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

jest.setTimeout(60_000);

/** An instance of the service, as far as jobs go. */
interface Instance {
  readonly writer: JobWriter;
  readonly runner: JobRunner;
  readonly steps: Job[];
}

let fixture: TenantFixture;
let instances: Instance[];

beforeEach(async () => {
  fixture = await openTenantFixture([JobEntity]);
  instances = [];
});
afterEach(async () => {
  for (const { runner } of instances) await runner.beforeApplicationShutdown();
  await fixture.close();
});

/** @param step given how many steps the instance took before */
function anInstance(
  step: (job: Job, before: number) => StepOutcome | Promise<StepOutcome>,
  worker: AppConfig['worker'] = 'on',
): Instance {
  const { tenant } = fixture;
  const jobs = new JobRepository(tenant);
  const handlers = new JobHandlers();
  const claims = new JobClaimsRepository(fixture.source);
  const runner = new JobRunner(
    tenant,
    claims,
    jobs,
    handlers,
    new SystemClock(),
    { mayServe: true },
    { worker },
    createLogger('silent'),
  );
  const writer = new JobWriter(jobs, handlers, runner);
  const steps: Job[] = [];
  writer.register({
    kind: 'count',
    step: async (job) => {
      steps.push(job);
      return step(job, steps.length - 1);
    },
  });
  const instance = { writer, runner, steps };
  instances.push(instance);
  return instance;
}

const enqueue = async ({ writer }: Instance, total: number, orgId = fixture.orgId): Promise<JobId> => {
  const job = { kind: 'count', repoId: null, total, createdBy: 'user:1', createdAt: new Date() };
  return (await fixture.tenant.run(orgId, () => writer.enqueue(orgId, job)))!;
};

interface Row {
  readonly state: string;
  readonly done: number;
  readonly failures: number;
  readonly finished_at: Date | null;
}
const read = (id: JobId) =>
  fixture.admin<Row>('SELECT state, done, failures, finished_at FROM jobs WHERE id = $1', [id]);

async function until(id: JobId, isSo: (row: Row) => boolean): Promise<Row> {
  const end = Date.now() + 30_000;
  for (;;) {
    const row = await read(id);
    if (isSo(row)) return row;
    if (Date.now() > end) throw new Error(JSON.stringify(row));
    await sleep(10);
  }
}
const ended = (id: JobId) => until(id, ({ state }) => state === 'done' || state === 'failed');
const countTo = (last: number) => (job: Job) =>
  ({ done: 1, cursor: { at: job.done + 1 }, next: job.done + 1 === last ? 'finished' : 'step' }) as const;

it('takes one step after another, each from where the one before ended', async () => {
  const instance = anInstance(countTo(3));
  instance.runner.onApplicationBootstrap();
  const id = await enqueue(instance, 3);
  expect(await ended(id)).toMatchObject({ state: 'done', done: 3, failures: 0, finished_at: expect.any(Date) });
  expect(instance.steps.map(({ done, cursor }) => [done, cursor])).toEqual([
    [0, {}],
    [1, { at: 1 }],
    [2, { at: 2 }],
  ]);
});

it('does nothing in a process that does not work in the background', async () => {
  const idle = anInstance(countTo(1), 'off');
  idle.runner.onApplicationBootstrap();
  const id = await enqueue(idle, 1);
  await sleep(50);
  expect(await read(id)).toMatchObject({ state: 'queued' });
  const busy = anInstance(countTo(1));
  busy.runner.onApplicationBootstrap();
  await ended(id);
  expect([idle.steps.length, busy.steps.length]).toEqual([0, 1]);
});

it('tries a failed step again, and undoes what it had done', async () => {
  const instance = anInstance(async (job, before) => {
    if (before > 0) return countTo(1)(job);
    await fixture.tenant.manager(job.orgId).query('UPDATE jobs SET total = 99 WHERE org_id = $1', [job.orgId]);
    throw new Error('once');
  });
  instance.runner.onApplicationBootstrap();
  const id = await enqueue(instance, 1);
  expect(await until(id, ({ failures }) => failures === 1)).toMatchObject({ state: 'running', done: 0 });
  expect(await ended(id)).toMatchObject({ state: 'done', done: 1, failures: 0 });
  expect(await fixture.admin('SELECT total FROM jobs WHERE id = $1', [id])).toEqual({ total: 1 });
});

it('gives a job up after its tenth failure in a row', async () => {
  const instance = anInstance(() => Promise.reject(new Error('always')));
  const id = await enqueue(instance, 1);
  await fixture.admin('UPDATE jobs SET failures = 9 WHERE id = $1', [id]);
  instance.runner.onApplicationBootstrap();
  expect(await ended(id)).toMatchObject({ state: 'failed', failures: 10, finished_at: expect.any(Date) });
  expect(instance.steps).toHaveLength(1);
});

it('goes on at another instance when one stops, at once', async () => {
  const first = anInstance((job) => ({ done: 1, next: job.done < 1e9 ? 'step' : 'finished' }));
  first.runner.onApplicationBootstrap();
  const id = await enqueue(first, 1e9);
  await until(id, ({ done }) => done > 3);
  await first.runner.beforeApplicationShutdown();
  const { done } = await read(id);
  const second = anInstance((job) => countTo(done + 1)(job));
  second.runner.onApplicationBootstrap();
  expect(await ended(id)).toMatchObject({ state: 'done', done: done + 1 });
});

it('writes nothing any more where another instance has claimed the job', async () => {
  const instance = anInstance(countTo(1));
  const id = await enqueue(instance, 1);
  const claims = new JobClaimsRepository(fixture.source);
  const [lost, newest] = [await claims.claim(['count'], 0), await claims.claim(['count'], 30)];
  const jobs = new JobRepository(fixture.tenant);
  const lock = (claim: Claim | null) => fixture.tenant.run(fixture.orgId, () => jobs.lockClaimed(claim!));
  expect(await lock(lost)).toBeNull();
  expect(await lock(newest)).toMatchObject({ id });
});

it('gives way to the jobs of other organizations while a long one runs', async () => {
  const instance = anInstance((job) => {
    const isLong = job.orgId === fixture.orgId;
    return { done: 1, next: isLong ? 'step' : 'finished' };
  });
  instance.runner.onApplicationBootstrap();
  const long = await enqueue(instance, 1e9);
  await until(long, ({ done }) => done > 0);
  const short = await enqueue(instance, 1, fixture.otherOrgId);
  await ended(short);
  const { done } = await read(long);
  await until(long, (row) => row.done > done);
});

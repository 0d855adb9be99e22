import type { Logger } from 'pino';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import type { SchemaWatch } from '../../../platform/database/schema-watch.js';
import type { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { ChainOfRepo, ChainRepository, OpenEntry } from './chain.repository.js';
import type { ChainCounter } from './chain-counter.js';
import { Chainer } from './chainer.js';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Batches by repository, in the order in which they were chained, one number of entries a repository; that of -1 fails. */
async function chain(waiting: Map<number, number>): Promise<{ order: number[]; warnings: jest.Mock }> {
  const order: number[] = [];
  const chains = {
    listOpen: () => Promise.resolve([...waiting.keys()].map((id) => ({ orgId: 1 as OrgId, repoId: id as RepoId }))),
    lockOpen: ({ orgId, repoId }: ChainOfRepo, limit: number): Promise<OpenEntry[]> => {
      if (repoId < 0) return Promise.reject(new Error('damaged'));
      const all = waiting.get(repoId)!;
      if (all > limit) waiting.set(repoId, all - limit);
      else waiting.delete(repoId);
      const entry = { orgId, repoId, action: 'deleted', scanId: 1, number: 0, seal: Buffer.of(1), evidence: null };
      return Promise.resolve(Array.from({ length: Math.min(all, limit) }, (_, id) => ({ ...entry, id }) as OpenEntry));
    },
    findHead: () => Promise.resolve(null),
    append: ({ repoId }: ChainOfRepo) => Promise.resolve(void order.push(repoId)),
  };
  const warnings = jest.fn();
  const chainer = new Chainer(
    { run: (_: OrgId, work: () => Promise<number>) => work() } as unknown as TenantDatabase,
    chains as unknown as ChainRepository,
    { add: () => Promise.resolve() } as unknown as ChainCounter,
    { id: 1, key: Buffer.alloc(32), lastScanId: 0, madeAt: new Date(), stored: [1] },
    { mayServe: true } as SchemaWatch,
    { warn: warnings } as unknown as Logger,
  );
  chainer.onApplicationBootstrap();
  await jest.advanceTimersByTimeAsync(2_000);
  await chainer.onApplicationShutdown();
  return { order, warnings };
}

it('repositories with few entries do not wait for one with many', async () => {
  const { order } = await chain(
    new Map([
      [7, 450],
      [8, 3],
    ]),
  );
  expect(order).toEqual([7, 8, 7, 7]);
});

it('a repository that fails holds up no other', async () => {
  const { order, warnings } = await chain(
    new Map([
      [-1, 1],
      [8, 3],
    ]),
  );
  expect(order).toEqual([8]);
  expect(warnings).toHaveBeenCalledTimes(1);
});

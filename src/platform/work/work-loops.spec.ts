import { setTimeout as pause } from 'node:timers/promises';
import type { Work } from './work-loop.js';
import { WorkLoops } from './work-loops.js';

const KINDS = ['first', 'second', 'third'];

/** Loops of a table of work in which kinds are due, and the claims of each. */
function aTableOfWork() {
  const table = { looks: 0, due: [] as string[], mayServe: true };
  const claims = new Map<string, number>();
  const parts = [
    { follow: () => undefined },
    { countAttempt: () => undefined },
    {
      get mayServe() {
        return table.mayServe;
      },
    },
    {
      listDue: () => {
        table.looks += 1;
        return Promise.resolve(table.due);
      },
    },
    { worker: 'on', outgoing: { concurrency: 4 } },
    { debug: () => undefined, warn: () => undefined },
  ];
  const loops = new WorkLoops(...(parts as unknown as ConstructorParameters<typeof WorkLoops>));
  for (const name of KINDS) {
    const work: Work<object, void> = {
      name,
      isQueued: true,
      claim: () => {
        claims.set(name, (claims.get(name) ?? 0) + 1);
        return Promise.resolve([]);
      },
      perform: () => Promise.resolve(),
      settle: () => Promise.resolve(),
      release: () => Promise.resolve(),
    };
    loops.register(work);
  }
  return { table, loops, claims: () => KINDS.map((name) => claims.get(name)) };
}

it('one look a second serves all kinds in the table of work, and wakes those that are due', async () => {
  const { table, loops, claims } = aTableOfWork();
  loops.onApplicationBootstrap();
  await pause(1_500);
  expect([table.looks, claims()]).toEqual([1, [1, 1, 1]]);
  table.due = ['second', 'unknown'];
  await pause(1_000);
  expect([table.looks, claims()]).toEqual([2, [1, 2, 1]]);
  table.mayServe = false;
  await pause(1_000);
  expect(table.looks).toBe(2);
  loops.onModuleDestroy();
  await loops.onApplicationShutdown();
});

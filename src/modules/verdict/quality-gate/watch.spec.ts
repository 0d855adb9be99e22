import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RepoId } from '../../../domain/ids.js';
import type { CallerIdentity } from '../../../platform/tenancy/caller.js';
import { AnswerTurns } from './answer-turns.js';
import type { CachedStatus } from './cached-statuses.js';
import { viewOfStatus } from './long-polls.js';
import { Watch } from './watch.js';

const REPO = 1 as RepoId;
const SOON_MS = 60_000;

const aStatus = (isPending: boolean): CachedStatus => ({ repoId: REPO, isPending, json: '{}', byteLength: '2' });
const PENDING = aStatus(true);
const PASSED = aStatus(false);

const aCaller = (repoIds: CallerIdentity['repoIds'] = null) => ({ repoIds }) as CallerIdentity;

describe('Watch', () => {
  let looks: { answer: (status: CachedStatus | null) => void; fail: (error: Error) => void }[];
  let watch: Watch<CachedStatus | null>;

  beforeEach(() => {
    looks = [];
    watch = new Watch<CachedStatus | null>(
      () =>
        new Promise((answer, fail) => looks.push({ answer: (status) => answer(status), fail: (error) => fail(error) })),
      new AnswerTurns(),
    );
  });

  const poll = (untilMs = performance.now() + SOON_MS, gone?: AbortSignal) =>
    watch.poll(viewOfStatus(aCaller()), untilMs, gone);
  /** Answers the look under way, and lets the polls react. */
  const see = async (status: CachedStatus | null) => {
    looks.at(-1)!.answer(status);
    await nextTurn();
  };

  it('answers all polls that were there when a look began', async () => {
    const polls = [poll(), poll(), poll()];
    await see(PENDING);
    await see(PENDING);
    expect(looks).toHaveLength(2);
    watch.look();
    await see(PASSED);
    expect(await Promise.all(polls)).toEqual([PASSED, PASSED, PASSED]);
    expect(looks).toHaveLength(3);
    expect(watch.isEmpty).toBe(true);
  });

  it('answers a poll that came during a look by the next one: what it must see may be younger than the look', async () => {
    const early = poll();
    const late = poll();
    await see(PENDING);
    expect(looks).toHaveLength(2);
    const NEWER = { ...PASSED, json: '{"evaluation":2}' };
    const last = poll();
    looks[1]!.answer(PASSED);
    expect(await Promise.all([early, late])).toEqual([PASSED, PASSED]);
    await nextTurn();
    await see(NEWER);
    expect(await last).toBe(NEWER);
  });

  it('answers what there is when the time of a poll is up, and lets the others wait', async () => {
    const patient = poll();
    const impatient = poll(performance.now() - 1);
    await see(PENDING);
    await see(PENDING);
    expect(await impatient).toBe(PENDING);
    expect(watch.isEmpty).toBe(false);
    expect(watch.hasPollDue(performance.now())).toBe(false);
    expect(watch.hasPollDue(performance.now() + SOON_MS)).toBe(true);
    watch.hurryAll();
    await see(PENDING);
    expect(await patient).toBe(PENDING);
  });

  it('lets go of a poll whose client has gone', async () => {
    const gone = new AbortController();
    const left = poll(performance.now() + SOON_MS, gone.signal);
    await see(PENDING);
    gone.abort();
    await see(PENDING);
    expect(await left).toBe(PENDING);
    expect(watch.isEmpty).toBe(true);
  });

  it('answers null to callers that do not reach the repository, whatever the others see', async () => {
    const bound = watch.poll(viewOfStatus(aCaller([2 as RepoId])), performance.now() + SOON_MS);
    const within = watch.poll(viewOfStatus(aCaller([REPO])), performance.now() + SOON_MS);
    await see(PENDING);
    expect(await bound).toBeNull();
    await see(PASSED);
    expect(await within).toBe(PASSED);
  });

  it('answers null where there is no such scan', async () => {
    const nowhere = poll();
    await see(null);
    expect(await nowhere).toBeNull();
  });

  it('passes the failure of a look on to its polls', async () => {
    const failed = poll();
    looks[0]!.fail(new Error('the database is away'));
    await expect(failed).rejects.toThrow('away');
    const next = poll();
    await see(PASSED);
    expect(await next).toBe(PASSED);
  });
});

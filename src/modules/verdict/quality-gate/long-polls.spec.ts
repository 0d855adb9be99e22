import { setTimeout as sleep } from 'node:timers/promises';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { ChangeFeed } from '../../../platform/cache/change-feed.js';
import { createLogger } from '../../../platform/logging/logger.js';
import type { CallerIdentity } from '../../../platform/tenancy/caller.js';
import type { CachedStatus, CachedStatuses } from './cached-statuses.js';
import { LongPolls } from './long-polls.js';

const ORG = 1 as OrgId;
const SCAN = 2 as ScanId;
const OTHER_SCAN = 3 as ScanId;
const LONG_MS = 60_000;

const caller = (apiKeyId = 1) =>
  ({ orgId: ORG, repoIds: null, credential: { type: 'api_key', apiKeyId } }) as CallerIdentity;

describe('LongPolls', () => {
  let looked: ScanId[];
  let isPending: boolean;
  let polls: LongPolls;

  beforeEach(() => {
    looked = [];
    isPending = true;
    const readStatus = (_org: OrgId, scan: ScanId): Promise<CachedStatus> => {
      looked.push(scan);
      return Promise.resolve({ repoId: 1 as RepoId, isPending, json: '{}', byteLength: '2' });
    };
    polls = new LongPolls({ readStatus } as CachedStatuses, new ChangeFeed(null, createLogger('silent')));
    polls.onModuleInit();
  });
  afterEach(() => polls.onModuleDestroy());

  const wait = (scan = SCAN, who = caller(), waitMs = LONG_MS) =>
    polls.waitForVerdict(who, scan, waitMs, new AbortController().signal);
  const settle = () => sleep(0);

  it('looks at the scan that a change names, and at no other', async () => {
    const waiting = [wait(), wait(), wait(OTHER_SCAN)];
    await settle();
    looked.length = 0;
    isPending = false;
    polls.onChange('gate:1');
    polls.onChange('scan:2/2');
    polls.onChange('scan:1/2');
    expect(await Promise.all(waiting.slice(0, 2))).toMatchObject([
      { status: { isPending: false }, retryAfterSeconds: null },
      { status: { isPending: false }, retryAfterSeconds: null },
    ]);
    expect(looked).toEqual([SCAN]);
    polls.onGap();
    expect((await waiting[2])!.status!.isPending).toBe(false);
    expect(polls.waiting).toBe(0);
  });

  it('looks twice a second where nothing is announced, once for all polls', async () => {
    const waiting = Array.from({ length: 20 }, () => wait(SCAN, caller(), 1_250));
    await Promise.all(waiting);
    // two for those who came, one each half second, one at the end
    expect(looked.length).toBeLessThanOrEqual(6);
    expect(looked.length).toBeGreaterThanOrEqual(4);
  });

  it.each([
    [99, null],
    [100, 10],
    [101, 10],
  ])('sends a credential that has %i polls away after %s seconds', async (count, expected) => {
    const waiting = Array.from({ length: count }, () => wait());
    const one = wait(SCAN, caller(), 1);
    expect(await one).toMatchObject({ status: { isPending: true }, retryAfterSeconds: expected });
    expect(polls.waiting).toBe(Math.min(count, 100));
    const other = wait(SCAN, caller(2));
    await settle();
    expect(polls.waiting).toBe(Math.min(count, 100) + 1);
    isPending = false;
    expect(await wait()).toMatchObject({ status: { isPending: false }, retryAfterSeconds: null });
    polls.onChange('scan:1/2');
    await Promise.all([...waiting, other]);
    expect(polls.waiting).toBe(0);
  });

  it('has 5,000 polls wait', async () => {
    const waiting = Array.from({ length: 5_000 }, (_, index) => wait(SCAN, caller(index % 100)));
    await settle();
    expect((await wait(SCAN, caller(200))).retryAfterSeconds).toBe(10);
    expect(polls.waiting).toBe(5_000);
    isPending = false;
    polls.onChange('scan:1/2');
    await Promise.all(waiting);
    expect(looked.length).toBeLessThanOrEqual(4);
  });

  it('answers all when the service stops, and who comes then at once', async () => {
    const waiting = wait();
    await settle();
    polls.onModuleDestroy();
    expect((await waiting).status!.isPending).toBe(true);
    expect(await wait()).toMatchObject({ status: { isPending: true }, retryAfterSeconds: null });
  });

  describe('for another number', () => {
    let count: number;
    let looks: number;
    beforeEach(() => {
      [count, looks] = [3, 0];
    });
    const look = () => {
      looks += 1;
      return Promise.resolve(count);
    };
    const waitForCount = (known = 3, waitMs = LONG_MS) =>
      polls.waitForCount(caller(), { key: '7', known, look }, waitMs, new AbortController().signal);

    it.each(['scan:1/99', 'gate:1', 'inbox:1'])('look when %s changes, once for all of a person', async (tag) => {
      const waiting = [waitForCount(), waitForCount()];
      await settle();
      looks = 0;
      for (const other of ['scan:2/3', 'gate:11', 'inbox:2', 'quota:1']) polls.onChange(other);
      await settle();
      expect(looks).toBe(0);
      polls.onChange(tag);
      await settle();
      expect(looks).toBe(1);
      count = 2;
      polls.onChange(tag);
      expect(await Promise.all(waiting)).toEqual([null, null]);
      expect(polls.waiting).toBe(0);
      looks = 0;
      polls.onChange(tag);
      await settle();
      expect(looks).toBe(0);
    });

    it('are answered at once where the number is another one already, and in the end where none comes', async () => {
      expect(await waitForCount(2)).toBeNull();
      expect(await waitForCount(3, 1)).toBeNull();
    });
  });

  describe('for a newer scan of a branch', () => {
    const MAIN = { repoId: 5 as RepoId, branch: 'main', after: SCAN };
    let newest: ScanId;
    let looks: number;
    beforeEach(() => {
      [newest, looks] = [SCAN, 0];
    });
    const look = () => {
      looks += 1;
      return Promise.resolve(newest);
    };
    const waitForNewer = (branch = MAIN, waitMs = LONG_MS) =>
      polls.waitForNewer(caller(), branch, look, waitMs, new AbortController().signal);

    it('look when a scan of their organization changes, once for all of a branch', async () => {
      const waiting = [waitForNewer(), waitForNewer()];
      await settle();
      looks = 0;
      for (const tag of ['gate:1', 'scan:2/3', 'scan:11/3']) polls.onChange(tag);
      await settle();
      expect(looks).toBe(0);
      polls.onChange('scan:1/99');
      await settle();
      expect(looks).toBe(1);
      newest = OTHER_SCAN;
      polls.onChange('scan:1/99');
      expect(await Promise.all(waiting)).toEqual([null, null]);
      expect(polls.waiting).toBe(0);
    });

    it('share the places of polls for verdicts', async () => {
      const waiting = Array.from({ length: 100 }, () => wait());
      expect(await waitForNewer(MAIN, 1)).toBe(10);
      expect(await waitForNewer({ ...MAIN, after: 0 as ScanId }, 1)).toBeNull();
      isPending = false;
      polls.onChange('scan:1/2');
      await Promise.all(waiting);
    });

    it('end with the service', async () => {
      const waiting = waitForNewer();
      await settle();
      polls.onModuleDestroy();
      expect(await waiting).toBeNull();
    });
  });
});

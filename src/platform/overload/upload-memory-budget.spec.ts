import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { ServiceMetrics } from '../observability/service-metrics.js';
import { FairUploadReader } from './fair-upload-reader.js';
import { runInShare, type Share } from './share.js';
import { type Reservation, UploadMemoryBudget } from './upload-memory-budget.js';

const LIMIT = 60;
const MAX_WAIT_MS = 15_000;
const aRequest = (bytes?: number) =>
  Object.assign(Readable.from([]), { headers: { 'content-length': bytes?.toString() } }) as unknown as IncomingMessage;
const aBudget = () =>
  new UploadMemoryBudget(
    { uploads: { threads: null, memoryBytes: 100 } },
    new FairUploadReader(),
    new ServiceMetrics(),
  );

/** An upload that stays until its `leave` is called. */
async function enter(budget: UploadMemoryBudget, request: IncomingMessage, share: Share = 'org:1') {
  let leave = (): void => undefined;
  let left: Promise<void>;
  const reservation = await new Promise<Reservation>((resolve, reject) => {
    const stay = (given: Reservation) => {
      resolve(given);
      return new Promise<void>((done) => (leave = done));
    };
    left = runInShare(share, () => budget.reserve(request, LIMIT, stay));
    left.catch(reject);
  });
  const leaveAndWait = () => {
    leave();
    return left;
  };
  return { reservation, leave: leaveAndWait };
}

describe('UploadMemoryBudget', () => {
  const turnedAway = (budget: UploadMemoryBudget, bytes?: number) =>
    expect(
      runInShare('org:1', () => budget.reserve(aRequest(bytes), LIMIT, () => Promise.resolve())),
    ).rejects.toMatchObject({
      status: 503,
      extra: { retryAfterSeconds: 5 },
    });

  it('is full at its size and not before, and has room again when an upload has left', async () => {
    const budget = aBudget();
    const first = await enter(budget, aRequest(60));
    await enter(budget, aRequest(40));
    await turnedAway(budget, 1);
    await first.leave();
    await enter(budget, aRequest(60));
    await turnedAway(budget, 1);
  });

  it('turns away before the work begins', async () => {
    const budget = aBudget();
    await enter(budget, aRequest(50));
    const work = jest.fn();
    await expect(runInShare('org:1', () => budget.reserve(aRequest(51), LIMIT, work))).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(work).not.toHaveBeenCalled();
  });

  it('counts a body that does not say its length, or is too long, as the longest one', async () => {
    const budget = aBudget();
    await enter(budget, aRequest());
    await turnedAway(budget);
    await turnedAway(budget, 1_000);
    await budget.reserve(aRequest(40), LIMIT, () => Promise.resolve());
  });

  it('gives back what an upload turns out not to need, and takes more where there is more', async () => {
    const budget = aBudget();
    const { reservation, leave } = await enter(budget, aRequest());
    await reservation.resize(10);
    await enter(budget, aRequest(50));
    await reservation.resize(50);
    await expect(reservation.resize(51)).rejects.toMatchObject({ code: 'unavailable' });
    await leave();
    await enter(budget, aRequest(50));
    await turnedAway(budget, 1);
  });

  it('has room again when the work has failed', async () => {
    const budget = aBudget();
    await expect(budget.reserve(aRequest(60), LIMIT, () => Promise.reject(new Error('damaged')))).rejects.toThrow(
      'damaged',
    );
    await enter(budget, aRequest(60));
    await enter(budget, aRequest(40));
    await turnedAway(budget, 1);
  });

  it('has an upload of a share within its half wait for memory that another share has', async () => {
    const budget = aBudget();
    const first = await enter(budget, aRequest(60));
    await enter(budget, aRequest(40));
    const other = enter(budget, aRequest(50), 'org:2');
    // Memory is kept for the one that waits.
    await turnedAway(budget, 1);
    await first.leave();
    await (await other).leave();
    await enter(budget, aRequest(60));
  });

  it('turns it away when it has waited too long', async () => {
    jest.useFakeTimers();
    try {
      const budget = aBudget();
      await enter(budget, aRequest(60));
      const other = enter(budget, aRequest(50), 'org:2');
      const refused = expect(other).rejects.toMatchObject({ status: 503, extra: { retryAfterSeconds: 5 } });
      await jest.advanceTimersByTimeAsync(MAX_WAIT_MS);
      await refused;
      expect(budget.takenBytes).toBe(60);
    } finally {
      jest.useRealTimers();
    }
  });
});

import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { FairUploadReader } from './fair-upload-reader.js';
import { type Reservation, UploadMemoryBudget } from './upload-memory-budget.js';

const LIMIT = 60;
const aRequest = (bytes?: number) =>
  Object.assign(Readable.from([]), { headers: { 'content-length': bytes?.toString() } }) as unknown as IncomingMessage;
const aBudget = () => new UploadMemoryBudget({ uploads: { memoryBytes: 100 } }, new FairUploadReader());

/** An upload that stays until its `leave` is called. */
function enter(budget: UploadMemoryBudget, request: IncomingMessage) {
  let leave = (): void => undefined;
  let reservation: Reservation | undefined;
  const left = budget.reserve(request, LIMIT, (given) => {
    reservation = given;
    return new Promise<void>((resolve) => (leave = resolve));
  });
  return { left, reservation: reservation!, leave: () => leave() };
}

describe('UploadMemoryBudget', () => {
  const turnedAway = (budget: UploadMemoryBudget, bytes?: number) =>
    expect(budget.reserve(aRequest(bytes), LIMIT, () => Promise.resolve())).rejects.toMatchObject({
      status: 503,
      extra: { retryAfterSeconds: 5 },
    });

  it('is full at its size and not before, and has room again when an upload has left', async () => {
    const budget = aBudget();
    const first = enter(budget, aRequest(60));
    enter(budget, aRequest(40));
    await turnedAway(budget, 1);
    first.leave();
    await first.left;
    enter(budget, aRequest(60));
    await turnedAway(budget, 1);
  });

  it('turns away before the work begins', async () => {
    const budget = aBudget();
    enter(budget, aRequest(50));
    const work = jest.fn();
    await expect(budget.reserve(aRequest(51), LIMIT, work)).rejects.toMatchObject({ code: 'unavailable' });
    expect(work).not.toHaveBeenCalled();
  });

  it('counts a body that does not say its length, or is too long, as the longest one', async () => {
    const budget = aBudget();
    enter(budget, aRequest());
    await turnedAway(budget);
    await turnedAway(budget, 1_000);
    await budget.reserve(aRequest(40), LIMIT, () => Promise.resolve());
  });

  it('gives back what an upload turns out not to need, and takes more where there is more', async () => {
    const budget = aBudget();
    const { reservation, leave, left } = enter(budget, aRequest());
    reservation.resize(10);
    enter(budget, aRequest(50));
    reservation.resize(50);
    expect(() => reservation.resize(51)).toThrow(expect.objectContaining({ code: 'unavailable' }));
    leave();
    await left;
    enter(budget, aRequest(50));
    await turnedAway(budget, 1);
  });

  it('has room again when the work has failed', async () => {
    const budget = aBudget();
    await expect(budget.reserve(aRequest(60), LIMIT, () => Promise.reject(new Error('damaged')))).rejects.toThrow(
      'damaged',
    );
    enter(budget, aRequest(60));
    enter(budget, aRequest(40));
    await turnedAway(budget, 1);
  });
});

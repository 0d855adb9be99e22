import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { UploadPace } from './upload-pace.js';
import { type UploadPlace, UploadRoom } from './upload-room.js';

const LIMIT = 60;
const aRequest = (bytes?: number) =>
  Object.assign(Readable.from([]), { headers: { 'content-length': bytes?.toString() } }) as unknown as IncomingMessage;
const aRoom = () => new UploadRoom({ uploads: { memoryBytes: 100 } }, new UploadPace());

/** An upload that stays until it is told to leave. */
function enter(room: UploadRoom, request: IncomingMessage) {
  let leave = (): void => undefined;
  let place: UploadPlace | undefined;
  const left = room.hold(request, LIMIT, (given) => {
    place = given;
    return new Promise<void>((resolve) => (leave = resolve));
  });
  return { left, place: place!, leave: () => leave() };
}

describe('UploadRoom', () => {
  const turnedAway = (room: UploadRoom, bytes?: number) =>
    expect(room.hold(aRequest(bytes), LIMIT, () => Promise.resolve())).rejects.toMatchObject({
      status: 503,
      extra: { retryAfterSeconds: 5 },
    });

  it('is full at its size and not before, and has room again when an upload has left', async () => {
    const room = aRoom();
    const first = enter(room, aRequest(60));
    enter(room, aRequest(40));
    await turnedAway(room, 1);
    first.leave();
    await first.left;
    enter(room, aRequest(60));
    await turnedAway(room, 1);
  });

  it('turns away before the work begins', async () => {
    const room = aRoom();
    enter(room, aRequest(50));
    const work = jest.fn();
    await expect(room.hold(aRequest(51), LIMIT, work)).rejects.toMatchObject({ code: 'unavailable' });
    expect(work).not.toHaveBeenCalled();
  });

  it('counts a body that does not say its length, or is too long, as the longest one', async () => {
    const room = aRoom();
    enter(room, aRequest());
    await turnedAway(room);
    await turnedAway(room, 1_000);
    await room.hold(aRequest(40), LIMIT, () => Promise.resolve());
  });

  it('gives back what an upload turns out not to need, and takes more where there is more', async () => {
    const room = aRoom();
    const { place, leave, left } = enter(room, aRequest());
    place.resize(10);
    enter(room, aRequest(50));
    place.resize(50);
    expect(() => place.resize(51)).toThrow(expect.objectContaining({ code: 'unavailable' }));
    leave();
    await left;
    enter(room, aRequest(50));
    await turnedAway(room, 1);
  });

  it('has room again when the work has failed', async () => {
    const room = aRoom();
    await expect(room.hold(aRequest(60), LIMIT, () => Promise.reject(new Error('damaged')))).rejects.toThrow('damaged');
    enter(room, aRequest(60));
    enter(room, aRequest(40));
    await turnedAway(room, 1);
  });
});

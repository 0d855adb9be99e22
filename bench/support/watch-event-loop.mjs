/**
 * Preloaded into a service (`node --import`) to watch its event loop from inside: the longest stretch of work between two
 * turns. `POST /` at the port of EVENT_LOOP_PORT answers what was seen since the last time, in milliseconds, and forgets
 * it.
 *
 * On a busy machine a turn may also be late because others had the processor, so the time that this thread itself has
 * worked is given beside that on the clock; on Linux, the kernel accounts it in steps of its clock tick.
 */
import { createServer } from 'node:http';
import { isMainThread } from 'node:worker_threads';
import { threadTimeMs } from './thread-time.mjs';

const EVERY_MS = 2;

if (isMainThread) watch();

function watch() {
  const longest = { clockMs: 0, workedMs: 0 };
  let last = now();
  setInterval(() => {
    const current = now();
    longest.clockMs = Math.max(longest.clockMs, current.clockMs - last.clockMs - EVERY_MS);
    longest.workedMs = Math.max(longest.workedMs, current.workedMs - last.workedMs);
    last = current;
  }, EVERY_MS).unref();
  createServer((_request, response) => {
    response.end(JSON.stringify(longest));
    Object.assign(longest, { clockMs: 0, workedMs: 0 });
    last = now();
  })
    .listen(Number(process.env.EVENT_LOOP_PORT), '127.0.0.1')
    .unref();
}

function now() {
  return { clockMs: performance.now(), workedMs: threadTimeMs() };
}

// In a thread of its own: has a processor for a part of the time, as a generator of requests that shares the machine does.
import { workerData } from 'node:worker_threads';

const SLICE_MS = 10;
const clock = new Int32Array(new SharedArrayBuffer(4));

for (;;) {
  const until = performance.now() + SLICE_MS * workerData;
  while (performance.now() < until);
  Atomics.wait(clock, 0, 0, SLICE_MS * (1 - workerData));
}

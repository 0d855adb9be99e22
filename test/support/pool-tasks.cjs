// Tasks for the tests of the worker pool: good ones and bad ones.
const { getPriority } = require('node:os');
const { threadId } = require('node:worker_threads');
require('./ts-hook.cjs');
const { serveTasks } = require('../../src/platform/workers/serve-tasks.ts');

serveTasks({
  double: (numbers) => {
    const output = numbers.map((number) => number * 2);
    return { output, transfer: [] };
  },
  hand: (bytes) => ({ output: bytes, transfer: [bytes.buffer] }),
  niceness: () => ({ output: getPriority(), transfer: [] }),
  thread: () => ({ output: threadId, transfer: [] }),
  fail: () => {
    throw new RangeError('not like this');
  },
  leave: () => process.exit(3),
  breakDown: () => {
    process.nextTick(() => {
      throw new TypeError('of its own accord');
    });
    return { output: undefined, transfer: [] };
  },
  spin: () => {
    for (;;);
  },
  wait: () => ({ output: Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), transfer: [] }),
  hoard: () => {
    const kept = [];
    for (;;) kept.push(new Array(100_000).fill(kept.length));
  },
});

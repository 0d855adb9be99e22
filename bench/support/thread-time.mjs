import { readFileSync } from 'node:fs';

/** Time that the main thread has had on a processor, in milliseconds: what other processes take does not count. */
export function threadTimeMs() {
  if (process.platform !== 'linux') return performance.now();
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}

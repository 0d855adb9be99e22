import { openSync, readFileSync, readSync } from 'node:fs';

const text = Buffer.alloc(100);
let account;

/** Time that the main thread has had on a processor, in milliseconds: what other processes take does not count. */
export function threadTimeMs() {
  if (process.platform !== 'linux') return performance.now();
  // The file stays open, since watching an event loop reads it hundreds of times a second.
  account ??= openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  const length = readSync(account, text, 0, text.length, 0);
  return Number(text.toString('latin1', 0, length).split(' ')[0]) / 1e6;
}

/** Time that the programs which this process ran to their end have had on processors, in milliseconds, in steps of 10. */
export function programsTimeMs() {
  if (process.platform !== 'linux') return performance.now();
  // Behind the name, which may hold spaces: cutime and cstime, in ticks of which Linux tells programs 100 a second.
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1).split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

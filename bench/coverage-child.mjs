/**
 * One contestant on one report in a process of its own: node coverage-child.mjs <name> <folder of packages> <report> <runs>
 * Prints for each run the time on the clock and, on Linux, that of the reading thread (or the program) on a processor, in
 * milliseconds; and the peak of memory in MB, null for a program.
 */
import { readFileSync } from 'node:fs';
import { contestant, isProgram } from './coverage-contestants.mjs';
import { programsTimeMs, threadTimeMs } from './support/thread-time.mjs';

const [, , name, folder, report, runs] = process.argv;
const read = await contestant(name, folder, report);
const workedMs = isProgram(name) ? programsTimeMs : threadTimeMs;
const bytes = readFileSync(report);

const clockMs = [];
const threadMs = [];
let found = 0;
for (let run = 0; run < Number(runs); run++) {
  const [clockBefore, threadBefore] = [performance.now(), workedMs()];
  found = await read(bytes);
  const [clockAfter, threadAfter] = [performance.now(), workedMs()];
  clockMs.push(clockAfter - clockBefore);
  threadMs.push(threadAfter - threadBefore);
}
console.log(JSON.stringify({ clockMs, threadMs, found, peakMb: isProgram(name) ? null : peakMemoryMb() }));

function peakMemoryMb() {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1024;
  return Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
}

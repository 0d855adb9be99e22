import { readFileSync } from 'node:fs';

/** Memory of a process in MB, without its children; 0 where /proc is missing. */
export function residentMb(pid) {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
  } catch {
    return 0;
  }
}

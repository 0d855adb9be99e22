import { readFileSync, readlinkSync } from 'node:fs';

/** File with the processor time of this thread; null where the system has none for single threads. */
export function ownProcessorAccount(): string | null {
  try {
    return `/proc/${readlinkSync('/proc/thread-self')}/schedstat`;
  } catch {
    return null;
  }
}

/** Time that a thread has had on a processor, in milliseconds; infinite where that is not known. */
export function processorMsIn(account: string | null): number {
  try {
    return account === null ? Infinity : Number(readFileSync(account, 'latin1').split(' ', 1)[0]) / 1e6;
  } catch {
    return Infinity;
  }
}

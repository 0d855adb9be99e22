import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';

/** Files of the limits that a container has, of cgroups in version 2 and 1; the first that says something counts. */
const [QUOTA, QUOTA_V1, PERIOD_V1] = ['cpu.max', 'cpu/cpu.cfs_quota_us', 'cpu/cpu.cfs_period_us'];
const MEMORY = ['memory.max', 'memory/memory.limit_in_bytes'];
const CGROUP = '/sys/fs/cgroup';

/** Processors of the container, a part of one counted as one; those of the machine where it has no limit. */
export function countProcessors(cgroup = CGROUP, onMachine = availableParallelism()): number {
  const [quota, period] = read(cgroup, QUOTA)?.split(' ') ?? [read(cgroup, QUOTA_V1), read(cgroup, PERIOD_V1)];
  const processors = Math.ceil(Number(quota) / Number(period));
  return processors >= 1 ? Math.min(processors, onMachine) : onMachine;
}

/** Bytes of memory of the container; those of the machine where it has no limit. */
export function countMemory(cgroup = CGROUP, onMachine = totalmem()): number {
  const limits = MEMORY.map((file) => Number(read(cgroup, file) ?? NaN));
  return Math.min(onMachine, ...limits.filter((limit) => limit > 0));
}

/** Least memory, in MiB, with which reports of 25 MB are read while others arrive. */
const LEAST = { heap: 400, container: 1024 };
const MIB = 1024 * 1024;

/** Sentences for the log where this process has less memory than large reports take. */
export function describeLittleMemory(
  heapBytes = getHeapStatistics().heap_size_limit,
  containerBytes = countMemory(),
): string[] {
  const [heap, container] = [Math.floor(heapBytes / MIB), Math.floor(containerBytes / MIB)];
  return [
    ...(container < LEAST.container
      ? [`This container has ${container} MiB of memory. Large reports need ${LEAST.container} MiB: raise its limit.`]
      : []),
    ...(heap < LEAST.heap
      ? [
          `The heap of this process may grow to ${heap} MiB. With less than ${LEAST.heap} MiB, uploads of large reports are not ` +
            `answered: set NODE_OPTIONS=--max-old-space-size=512, or give the container 2 GiB.`,
        ]
      : []),
  ];
}

function read(folder: string, file: string): string | undefined {
  try {
    return readFileSync(`${folder}/${file}`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

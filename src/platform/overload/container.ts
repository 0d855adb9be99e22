import { readFileSync } from 'node:fs';
import { availableParallelism, freemem, platform, totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { AppConfig } from '../config/app-config.js';

/** Files of the limits that a container has, of cgroups in version 2 and 1; the first that says something counts. */
const [QUOTA, QUOTA_V1, PERIOD_V1] = ['cpu.max', 'cpu/cpu.cfs_quota_us', 'cpu/cpu.cfs_period_us'];
const MEMORY = ['memory.max', 'memory/memory.limit_in_bytes'];
const MIB = 1024 * 1024;
const USED = ['memory.current', 'memory/memory.usage_in_bytes'];
const USE = ['memory.stat', 'memory/memory.stat'];
const CGROUP = '/sys/fs/cgroup';

/** Processors of the container, a part of one counted as one; those of the machine where it has no limit. */
export function countProcessors(cgroup = CGROUP, onMachine = availableParallelism()): number {
  const [quota, period] = read(cgroup, QUOTA)?.split(' ') ?? [read(cgroup, QUOTA_V1), read(cgroup, PERIOD_V1)];
  const processors = Math.ceil(Number(quota) / Number(period));
  return processors >= 1 ? Math.min(processors, onMachine) : onMachine;
}

/** Each of them takes memory; more have to be configured. */
const MAX_THREADS = 4;

/** Threads that read reports. */
export const countReportThreads = ({ uploads }: Pick<AppConfig, 'uploads'>): number =>
  uploads.threads ?? Math.min(countProcessors(), MAX_THREADS);

/** Bytes of memory of the container; those of the machine where it has no limit. */
export function countMemory(cgroup = CGROUP, onMachine = totalmem()): number {
  const limits = MEMORY.map((file) => Number(read(cgroup, file) ?? NaN));
  return Math.min(onMachine, ...limits.filter((limit) => limit > 0));
}

/**
 * Bytes of memory that the container can still give, counting cached files as free; of the machine where it has no limit. Infinite where the
 * system does not say it.
 */
export function countFreeMemory(
  cgroup = CGROUP,
  onMachine = platform() === 'linux' ? freemem() : Infinity,
  limit = countMemory(cgroup, Infinity),
): number {
  const used = Number(USED.map((file) => read(cgroup, file)).find(Boolean) ?? NaN);
  const use = USE.map((file) => read(cgroup, file)).find(Boolean) ?? '';
  const cached = [...use.matchAll(/^(?:in)?active_file (\d+)$/gm)].reduce((sum, [, bytes]) => sum + Number(bytes), 0);
  const free = limit - (used - cached);
  return Number.isFinite(free) ? Math.min(onMachine, Math.max(0, free)) : onMachine;
}

/** Most heap of a thread, and the heap with which any report of 25 MB can be read, in MiB. */
const MOST_HEAP_MB = 1024;
export const FAIR_HEAP_MB = 400;
/** Memory of a thread that reads a report, as a multiple of the report's bytes: measured with SARIF, which takes most. */
export const READING_TIMES = 16;

/** Most that the heap of one thread may grow to, in MiB: an option of V8 for this process holds for its threads, too. */
export const countThreadHeapMb = (
  heapBytes = getHeapStatistics().heap_size_limit,
  containerBytes = countMemory(),
): number => Math.min(MOST_HEAP_MB, Math.floor(Math.min(heapBytes, containerBytes / 2) / MIB));

/** Least memory, in MiB, with which reports of 25 MB are read while others arrive. */
const LEAST = { heap: FAIR_HEAP_MB, container: 1024 };

/** Sentences for the log where this process has less memory than large reports take. */
export function describeLittleMemory(
  heapBytes = getHeapStatistics().heap_size_limit,
  containerBytes = countMemory(),
): string[] {
  const [heap, container] = [Math.floor(heapBytes / MIB), Math.floor(containerBytes / MIB)];
  return [
    ...(container < LEAST.container
      ? [
          `This container has ${container} MiB of memory. Large reports need ${LEAST.container} MiB. Raise the memory limit.`,
        ]
      : []),
    ...(heap < LEAST.heap
      ? [
          `The heap of this process may grow to ${heap} MiB. With less than ${LEAST.heap} MiB, large reports are answered with 503: ` +
            `set NODE_OPTIONS=--max-old-space-size=512, or give the container 2 GiB.`,
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

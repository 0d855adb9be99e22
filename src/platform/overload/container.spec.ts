import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { countFreeMemory, countMemory, countProcessors, countThreadHeapMb, describeLittleMemory } from './container.js';

/** A folder of control groups with these files. */
function aCgroup(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'qgate-cgroup-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), `${text}\n`);
  }
  return folder;
}

it.each([
  [{ 'cpu.max': '200000 100000' }, 2],
  [{ 'cpu.max': '199999 100000' }, 2],
  [{ 'cpu.max': '200001 100000' }, 3],
  [{ 'cpu.max': '50000 100000' }, 1],
  [{ 'cpu.max': '6400000 100000' }, 16],
  [{ 'cpu.max': 'max 100000' }, 16],
  [{ 'cpu/cpu.cfs_quota_us': '300000', 'cpu/cpu.cfs_period_us': '100000' }, 3],
  [{ 'cpu/cpu.cfs_quota_us': '-1', 'cpu/cpu.cfs_period_us': '100000' }, 16],
  [{}, 16],
])('counts the processors of a container, of 16 on the machine: %j has %d', (files, count) => {
  expect(countProcessors(aCgroup(files), 16)).toBe(count);
});

it.each([
  [{ 'memory.max': '536870912' }, 536_870_912],
  [{ 'memory.max': 'max' }, 8e9],
  [{ 'memory.max': '9223372036854771712' }, 8e9],
  [{ 'memory/memory.limit_in_bytes': '1073741824' }, 1_073_741_824],
  [{}, 8e9],
])('counts the memory of a container, of 8 GB on the machine: %j has %d', (files, bytes) => {
  expect(countMemory(aCgroup(files), 8e9)).toBe(bytes);
});

it.each([
  [
    { 'memory.max': '1000', 'memory.current': '700', 'memory.stat': 'anon 400\ninactive_file 200\nactive_file 50' },
    550,
  ],
  [{ 'memory.max': '1000', 'memory.current': '1100', 'memory.stat': 'anon 1100' }, 0],
  [{ 'memory.max': '9000', 'memory.current': '100' }, 3_000],
  [{ 'memory.max': 'max', 'memory.current': '700' }, 3_000],
  [{ 'memory/memory.limit_in_bytes': '1000', 'memory/memory.usage_in_bytes': '600' }, 400],
  [{}, 3_000],
])('counts what a container has free, of 3,000 on the machine: %j has %d', (files, bytes) => {
  expect(countFreeMemory(aCgroup(files), 3_000)).toBe(bytes);
});

const MIB = 1024 * 1024;

it.each([
  [4_144, 24_000, 1_024],
  [304, 24_000, 304],
  [560, 1_024, 512],
])('gives a thread of a process with %d MiB of heap on %d MiB of memory at most %d', (heap, memory, most) => {
  expect(countThreadHeapMb(heap * MIB, memory * MIB)).toBe(most);
});

it.each([
  [400, 1024, []],
  [401, 1025, []],
  [399, 1024, [/^The heap of this process may grow to 399 MiB\..*set NODE_OPTIONS=/]],
  [400, 1023, [/^This container has 1023 MiB of memory\..*Raise the memory limit/]],
  [304, 512, [/512 MiB/, /304 MiB/]],
])('says what %d MiB of heap and %d MiB of memory lack', (heap, memory, wanted) => {
  expect(describeLittleMemory(heap * MIB, memory * MIB)).toEqual(wanted.map((text) => expect.stringMatching(text)));
});

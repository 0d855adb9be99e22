// Processor time and memory of a process with its children, as Linux counts them; 0 where /proc is missing.
import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of processor time that Linux tells programs for a second. */
const TICKS_PER_SECOND = 100;

/** Seconds of processor time that a process and its children used, those that ended included. */
export function processorSeconds(pid) {
  const ticks = treeOf(pid).map((each) => {
    // Behind the name, which may hold spaces: times of the process, and of the children that ended.
    const fields = read(`/proc/${each}/stat`).split(') ').at(-1).split(' ');
    return [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field] ?? 0), 0);
  });
  return sumOf(ticks) / TICKS_PER_SECOND;
}

/** Memory of a process and its children in MB; what they share counts once. */
export function memoryMb(pid) {
  const kilobytes = treeOf(pid).map((each) =>
    Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${each}/smaps_rollup`))?.[1] ?? 0),
  );
  return Math.round(sumOf(kilobytes) / 1024);
}

/** Ids of a process, its children and theirs. */
function treeOf(pid) {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), Number(read(`/proc/${name}/stat`).split(') ').at(-1).split(' ')[1])]),
  );
  const isWithin = (each) => each === pid || (parents.has(each) && isWithin(parents.get(each)));
  return [...parents.keys()].filter(isWithin);
}

const sumOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0);

/** Text of a file; empty where its process has ended. */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Distinct names in one document: reports have some thirty. Bounds memory and the length of a search. */
export const MAX_NAMES = 512;
const SLOTS = 2048;

/**
 * Element and attribute names as small integers, so that scanning makes no strings: the names of the vocabulary have
 * their index as id, others follow in the order in which the document brings them.
 */
export class NameTable {
  private readonly idOfSlot = new Int16Array(SLOTS).fill(-1);
  private readonly hashes = new Int32Array(MAX_NAMES);
  /** All names one behind the other; the name `id` ends at `ends[id]` and begins where the one before it ends. */
  private pool = new Uint8Array(1024);
  private readonly ends = new Int32Array(MAX_NAMES);
  private size = 0;

  constructor(vocabulary: readonly string[]) {
    for (const name of vocabulary) {
      const bytes = Buffer.from(name);
      this.idOf(bytes, 0, bytes.length, bytes.reduce(hashStep, 0));
    }
  }

  nameOf(id: number): string {
    return Buffer.from(this.pool.subarray(this.startOf(id), this.ends[id])).toString();
  }

  /** Id of the name in `text` from `start` to `end`, whose hash the caller made while scanning; -1 when the table is full. */
  idOf(text: Uint8Array, start: number, end: number, hash: number): number {
    let slot = hash & (SLOTS - 1);
    for (;;) {
      const id = this.idOfSlot[slot]!;
      if (id < 0) return this.add(text.subarray(start, end), hash, slot);
      if (this.hashes[id] === hash && this.matchAt(id, text, start) === end) return id;
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  /** The offset behind the name, when its bytes stand at `start`; else -1. Whether the name in the text goes on is not looked at. */
  matchAt(id: number, text: Uint8Array, start: number): number {
    const pool = this.pool;
    const end = this.ends[id]!;
    let at = start;
    for (let i = this.startOf(id); i < end; i++, at++) if (pool[i] !== text[at]) return -1;
    return at;
  }

  private startOf(id: number): number {
    return id === 0 ? 0 : this.ends[id - 1]!;
  }

  private add(name: Uint8Array, hash: number, slot: number): number {
    const id = this.size;
    if (id === MAX_NAMES) return -1;
    const start = this.startOf(id);
    const end = start + name.length;
    if (end > this.pool.length) {
      const larger = new Uint8Array(end * 2);
      larger.set(this.pool);
      this.pool = larger;
    }
    this.pool.set(name, start);
    this.ends[id] = end;
    this.hashes[id] = hash;
    this.idOfSlot[slot] = id;
    this.size++;
    return id;
  }
}

/** One step of the hash of a name, taken per byte from 0. */
export const hashStep = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193);

/** The names that a reader knows: the list for the scanner, and the ids that they have in it. */
export function vocabulary<const N extends string>(
  ...names: N[]
): readonly [readonly N[], Readonly<Record<N, number>>] {
  return [names, Object.fromEntries(names.map((name, id) => [name, id])) as Record<N, number>];
}

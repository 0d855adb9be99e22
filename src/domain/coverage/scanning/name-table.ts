/** Distinct names in one document: reports have some thirty. Bounds memory and the length of a search. */
export const MAX_NAMES = 512;
const SLOTS = 2048;

/**
 * Element and attribute names as small integers, so that scanning makes no strings: the names of the vocabulary have
 * their index as id, others follow in the order in which the document brings them.
 */
export class NameTable {
  private readonly idOfSlot = new Int16Array(SLOTS).fill(-1);
  private readonly hashes: number[] = [];
  private readonly names: Uint8Array[] = [];

  constructor(vocabulary: readonly string[]) {
    for (const name of vocabulary) {
      const bytes = Buffer.from(name);
      this.idOf(bytes, 0, bytes.length, hashOf(bytes));
    }
  }

  get size(): number {
    return this.names.length;
  }

  nameOf(id: number): string {
    return Buffer.from(this.names[id]!).toString();
  }

  /** Id of the name in `bytes` from `start` to `end`, whose hash the caller made while scanning; -1 when the table is full. */
  idOf(bytes: Uint8Array, start: number, end: number, hash: number): number {
    let slot = hash & (SLOTS - 1);
    for (;;) {
      const id = this.idOfSlot[slot]!;
      if (id < 0) return this.add(new Uint8Array(bytes.subarray(start, end)), hash, slot);
      if (this.hashes[id] === hash && this.matches(id, bytes, start, end)) return id;
      slot = (slot + 1) & (SLOTS - 1);
    }
  }

  matches(id: number, bytes: Uint8Array, start: number, end: number): boolean {
    const name = this.names[id]!;
    const length = end - start;
    if (name.length !== length) return false;
    for (let i = 0; i < length; i++) if (name[i] !== bytes[start + i]) return false;
    return true;
  }

  private add(name: Uint8Array, hash: number, slot: number): number {
    if (this.names.length === MAX_NAMES) return -1;
    this.idOfSlot[slot] = this.names.length;
    this.hashes.push(hash);
    return this.names.push(name) - 1;
  }
}

/** One step of the hash of names; the scanner takes it per byte, `hashOf` over a whole name. */
export const hashStep = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x01000193);

export const hashOf = (name: Uint8Array): number => name.reduce(hashStep, 0);

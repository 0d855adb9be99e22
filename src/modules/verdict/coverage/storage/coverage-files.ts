import { setImmediate as nextTurn } from 'node:timers/promises';
import { COVERAGE_FACTS, type CoverageFacts, isUnplaced } from '../../../../domain/coverage/coverage-manifest.js';
import { eachStored } from '../../../../domain/segments/keyframes.js';
import type { ManifestEntry } from '../../../../domain/segments/manifest.js';
import type { FileTotals } from './stored-coverage.js';

export type CoverageEntry = ManifestEntry<CoverageFacts>;

/** Files that are worked off in one turn of the event loop: a few milliseconds. */
const PORTION = 1_000;

/** Covered files of a scan or an upload, as far as its manifest says. */
export class CoverageFiles {
  constructor(
    readonly totals: FileTotals,
    /** Packed. */
    private readonly keyframe: Uint8Array,
    private readonly difference: Uint8Array,
  ) {}

  /** Entries in the order of their paths, files without a place among them, a portion in each turn of the event loop. */
  async *entries(): AsyncGenerator<readonly CoverageEntry[]> {
    let portion: CoverageEntry[] = [];
    for (const entry of eachStored(this.keyframe, this.difference, COVERAGE_FACTS)) {
      portion.push(entry);
      if (portion.length < PORTION) continue;
      yield portion;
      portion = [];
      await nextTurn();
    }
    if (portion.length > 0) yield portion;
  }

  /** Entries of files with a place; no portion is empty. */
  async *placed(): AsyncGenerator<readonly CoverageEntry[]> {
    for await (const portion of this.entries()) {
      const placed = portion.filter(({ path }) => !isUnplaced(path));
      if (placed.length > 0) yield placed;
    }
  }

  /** The entry of the file at this path; null where it is not covered. */
  async find(path: string): Promise<CoverageEntry | null> {
    for await (const portion of this.placed()) {
      const entry = portion.find((one) => one.path === path);
      if (entry !== undefined) return entry;
    }
    return null;
  }
}

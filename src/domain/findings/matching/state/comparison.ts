import type { FeatureTable, HashField } from '../../features/feature-table.js';
import type { Hash64 } from '../../features/keyed-hash.js';
import { differingBits } from '../../features/similarity.js';
import { type RowIndex } from '../index/row-index.js';
import type { MatchedBy } from '../matched-by.js';
import { ExpectedLines } from './expected-lines.js';
import { ScopeLinks } from './scope-links.js';
import { type FileRows, NONE, Side } from './side.js';

/** Facts on files that are the same on both sides and take part in no pass. */
export interface Beside {
  readonly namesScopes: boolean;
  readonly lacksDeclarations: boolean;
  /** `wordingOf` their findings on another line than the first. */
  readonly wordings: ReadonlySet<number>;
}

const NOTHING_BESIDE: Beside = { namesScopes: false, lacksDeclarations: false, wordings: new Set() };

/** The findings of one file on both sides. */
export type SharedFile = readonly [baseline: FileRows, current: FileRows];

/**
 * The state of one comparison: both sides, the pairs so far with the pass of each, and the answers to a pass's
 * questions about two rows.
 */
export class Comparison {
  readonly baseline: Side;
  readonly current: Side;
  /** The pass that recognized each current row. */
  readonly matchedBy: (MatchedBy | null)[];
  /** True when both sides name enclosing scopes; else scopes are ignored. */
  readonly areScopesKnown: boolean;
  /** True when some finding came without the text of its line. */
  readonly lacksText: boolean;
  /** True when findings of both sides came with it. */
  readonly knowsText: boolean;
  /** True when findings were paired since expected lines were last computed. */
  private arePairsNew = false;
  private readonly expectedLines: ExpectedLines;
  private shared: readonly SharedFile[] | null = null;
  private links: ScopeLinks | null = null;
  private scopesNow: RowIndex | null = null;

  constructor(
    baseline: FeatureTable,
    current: FeatureTable,
    readonly beside = NOTHING_BESIDE,
  ) {
    this.baseline = new Side(baseline);
    this.current = new Side(current);
    this.expectedLines = new ExpectedLines(this.baseline, this.current);
    this.matchedBy = new Array<MatchedBy | null>(current.count).fill(null);
    this.areScopesKnown = beside.namesScopes || (this.baseline.namesScopes() && this.current.namesScopes());
    this.lacksText = this.baseline.lacksText || this.current.lacksText;
    this.knowsText = this.baseline.knowsText && this.current.knowsText;
    if (!this.areScopesKnown) {
      this.baseline.forgetScopes();
      this.current.forgetScopes();
    }
    if (beside.lacksDeclarations || !this.baseline.knowsDeclarations() || !this.current.knowsDeclarations()) {
      this.baseline.forgetDeclarations();
      this.current.forgetDeclarations();
    }
  }

  /**
   * Takes rows of the given tables for the same problems, whatever passes would say. Of pairs that share a row the first
   * counts.
   */
  pinPairs(pairs: readonly (readonly [givenBaselineRow: number, givenCurrentRow: number])[]): void {
    if (pairs.length === 0) return;
    const [baselineRows, currentRows] = [this.baseline.rowsOfGiven(), this.current.rowsOfGiven()];
    for (const [givenBefore, givenNow] of pairs) {
      const [before, now] = [baselineRows[givenBefore]!, currentRows[givenNow]!];
      if (!this.arePaired(before, now)) this.join(before, now);
    }
  }

  /** Calls two findings the same problem; each is paired once. */
  pair(baselineRow: number, currentRow: number, matchedBy: MatchedBy): void {
    this.join(baselineRow, currentRow);
    this.matchedBy[currentRow] = matchedBy;
  }

  private join(baselineRow: number, currentRow: number): void {
    if (this.arePaired(baselineRow, currentRow)) throw new Error('a finding is paired once');
    this.arePairsNew = true;
    this.baseline.partner[baselineRow] = currentRow;
    this.current.partner[currentRow] = baselineRow;
  }

  /** True when one of the two has a partner already. */
  arePaired(baselineRow: number, currentRow: number): boolean {
    return this.baseline.partner[baselineRow] !== NONE || this.current.partner[currentRow] !== NONE;
  }

  /** Discards the expected lines; the next distance considers all pairs made so far. */
  beginPass(): void {
    if (this.arePairsNew) this.forgetExpectations();
  }

  /** The files that both sides have, while something is unmatched in each, in the order of the current ones. */
  sharedFiles(): readonly SharedFile[] {
    this.shared ??= this.findSharedFiles();
    return (this.shared = this.shared.filter(
      ([before, now]) => this.baseline.isOpen(before) && this.current.isOpen(now),
    ));
  }

  /** Puts a file's baseline findings under the path that it has now. */
  rename(file: FileRows, path: Hash64): void {
    this.baseline.rename(file, path);
    this.shared = null;
    this.forgetExpectations();
  }

  isEqual(baselineRow: number, currentRow: number, field: HashField): boolean {
    return this.baseline.table.isEqual(baselineRow, this.current.table, currentRow, field);
  }

  isTextMissing(baselineRow: number, currentRow: number): boolean {
    return !this.baseline.table.has(baselineRow, 'hasText') || !this.current.table.has(currentRow, 'hasText');
  }

  /** True when the flagged lines are equal, as far as the text of both is known. */
  hasSameLine(baselineRow: number, currentRow: number): boolean {
    return this.isTextMissing(baselineRow, currentRow) || this.isEqual(baselineRow, currentRow, 'line');
  }

  /** True where both lines declare something, themselves or as annotations, by one name. */
  declareSame(baselineRow: number, currentRow: number): boolean {
    return (
      this.baseline.table.has(baselineRow, 'isDeclaration') && this.isEqual(baselineRow, currentRow, 'declaration')
    );
  }

  /** Lines between where a baseline finding is expected by now and a current one; infinite across files. */
  distance(baselineRow: number, currentRow: number): number {
    if (!this.isEqual(baselineRow, currentRow, 'path')) return Infinity;
    return Math.abs(this.current.table.int(currentRow, 'startLine') - this.expectedLines.of(baselineRow));
  }

  /** True when a baseline finding is expected on a line above a current one. */
  isBehind(baselineRow: number, currentRow: number): boolean {
    return this.expectedLines.of(baselineRow) < this.current.table.int(currentRow, 'startLine');
  }

  private findSharedFiles(): SharedFile[] {
    const before = new Map(this.baseline.files.map((file) => [file.path, file]));
    return this.current.files.flatMap((now): SharedFile[] => {
      const file = before.get(now.path);
      return file ? [[file, now]] : [];
    });
  }

  private forgetExpectations(): void {
    this.arePairsNew = false;
    this.expectedLines.forget();
    this.links = null;
  }

  /** True when nothing is reported any more in the scope of a baseline finding, in the file where it was. */
  hasScopeVanished(baselineRow: number): boolean {
    this.scopesNow ??= this.current.scopes();
    return this.scopesNow.find(this.baseline.table, baselineRow) < 0;
  }

  /** True when a finding on another line already went from the one's scope into the other's. */
  areScopesLinked(baselineRow: number, currentRow: number): boolean {
    this.links ??= new ScopeLinks(this.baseline, this.current);
    return this.links.areLinked(baselineRow, currentRow);
  }

  /** Number of bits in which two similarity hashes differ. */
  differingBits(baselineRow: number, currentRow: number, field: 'similarity' | 'surroundings'): number {
    return differingBits(this.baseline.table.hash(baselineRow, field), this.current.table.hash(currentRow, field));
  }
}

import { groupBy } from '../../group-by.js';
import { type PlacedLines } from './action-facts.js';

/** Lines of copies that the actions of another rule remove. */
export class RemovedLines {
  private readonly byPath: ReadonlyMap<string, readonly PlacedLines[]>;

  constructor(copies: readonly PlacedLines[]) {
    this.byPath = groupBy(copies, ({ filePath }) => filePath);
  }

  get isEmpty(): boolean {
    return this.byPath.size === 0;
  }

  /** The copy that a range shares lines with; null for none. */
  copyOf({ filePath, range: [from, to] }: PlacedLines): PlacedLines | null {
    return this.byPath.get(filePath)?.find(({ range: [first, last] }) => first <= to && from <= last) ?? null;
  }

  /** A sentence on a range whose lines a copy takes along; empty for others. */
  describe(place: PlacedLines): string {
    const copy = this.copyOf(place);
    if (copy === null) return '';
    const [[first, last], [from, to]] = [copy.range, place.range];
    const isWhole = first <= from && to <= last;
    const subject = isWhole ? (place.lines === 1 ? 'this line' : 'these lines') : 'some of these lines';
    return ` Removing the copy at line ${first} also removes ${subject}: remove the copy first, and judge again.`;
  }
}

export const NOTHING_REMOVED = new RemovedLines([]);

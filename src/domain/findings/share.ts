/** One of several parts of a report's results, about as long as the others, that are read apart from one another. */
export interface Share {
  /** Its place among the parts, from 0. */
  readonly index: number;
  readonly of: number;
}

export const WHOLE: Share = { index: 0, of: 1 };

/** Which of so many results are the share's: from the first to before the second number. */
export function rangeOf({ index, of }: Share, count: number): readonly [from: number, to: number] {
  return [Math.floor((count * index) / of), Math.floor((count * (index + 1)) / of)];
}

/** Measures of duplication, and the lines of code beside them; null where nothing states them. */
export interface StatedDuplication {
  readonly duplicationPct: number | null;
  readonly duplicatedLines: number | null;
  readonly linesOfCode: number | null;
}

/** Lines are counted by tools, else they follow from the percentage of all lines, as well as that is rounded. */
export function duplicationOf({ duplicationPct, duplicatedLines, linesOfCode }: StatedDuplication) {
  const estimated =
    duplicationPct === null || linesOfCode === null ? null : Math.round((duplicationPct * linesOfCode) / 100);
  return { duplicationPct, duplicatedLines: duplicatedLines ?? estimated };
}

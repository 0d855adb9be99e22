import type { FeatureTable } from './features/feature-table.js';
import { hexOf } from './features/keyed-hash.js';
import type { FindingType } from './finding.js';

/** Lines of code that a person called a false positive. */
export interface MarkedLines {
  /** Hashes (`markedLineOf`) that the mark was made or confirmed for; null for a mark of a version before. */
  readonly lines: readonly string[] | null;
}

/** The hash of a finding's flagged line; null where its text is not known. */
export const markedLineOf = (features: FeatureTable, row: number): string | null =>
  features.has(row, 'hasText') ? hexOf(features.hash(row, 'line')) : null;

/**
 * True where the line of a marked finding was edited since, and the mark was not confirmed for it.
 *
 * @param line as the scan notes it; left out where the mark is of this very line
 */
export const isMarkLineEdited = ({ lines }: MarkedLines, line: string | undefined): boolean =>
  line !== undefined && !lines?.includes(line);

/** Types of which a mark does not count on an edited line until a person confirms it: the edit may have made it true. */
const CONFIRMED_TYPES: readonly FindingType[] = ['security', 'bug'];

export const isConfirmedType = (type: FindingType): boolean => CONFIRMED_TYPES.includes(type);

/** True for a mark that counts for a finding of this type. */
export const isMarkInForce = (mark: MarkedLines, type: FindingType, line: string | undefined): boolean =>
  !isConfirmedType(type) || !isMarkLineEdited(mark, line);

import { ByteReader, ByteWriter } from '../../segments/byte-stream.js';
import { MATCHED_BY, type MatchedBy } from '../matching/matched-by.js';

/** Facts on a finding that belong to one scan: how it was recognized there, and why it counts as new. */
export interface RowState {
  readonly isNew: boolean;
  /** Null where nothing recognized it. */
  readonly matchedBy: MatchedBy | null;
  /** Place of the reason in `NEW_BECAUSE`; null for a finding that is not new. */
  readonly newBecause: number | null;
  /** The problem is suppressed on the base; beside the report's own word. */
  readonly isSuppressedOnBase: boolean;
  /** The report suppresses a problem that is open on the base, or that the change would bring in; left out: it does not. */
  readonly isHidden?: boolean;
}

const IS_NEW = 1;
const IS_SUPPRESSED_ON_BASE = 2;
const MATCHED_BY_AT = 2;
const NEW_BECAUSE_AT = 8;
const IS_HIDDEN = 1 << 15;

const MATCHED_BY_NUMBERS = new Map(MATCHED_BY.map((name, at) => [name, at + 1]));

/** A state as one number of 16 bits. Names are stored by their places, counted from 1: lists of them only grow. */
export const codeOfState = ({ isNew, matchedBy, newBecause, isSuppressedOnBase, isHidden }: RowState): number =>
  (isNew ? IS_NEW : 0) |
  (isSuppressedOnBase ? IS_SUPPRESSED_ON_BASE : 0) |
  (isHidden ? IS_HIDDEN : 0) |
  ((matchedBy === null ? 0 : MATCHED_BY_NUMBERS.get(matchedBy)!) << MATCHED_BY_AT) |
  ((newBecause === null ? 0 : newBecause + 1) << NEW_BECAUSE_AT);

export const stateOf = (code: number): RowState => ({
  isNew: isNewState(code),
  matchedBy: MATCHED_BY[matchedByNumber(code) - 1] ?? null,
  newBecause: newBecauseNumber(code) === 0 ? null : newBecauseNumber(code) - 1,
  isSuppressedOnBase: isSuppressedOnBaseState(code),
  ...(isHiddenState(code) && { isHidden: true }),
});

export const isNewState = (code: number): boolean => (code & IS_NEW) !== 0;
export const isSuppressedOnBaseState = (code: number): boolean => (code & IS_SUPPRESSED_ON_BASE) !== 0;
export const isHiddenState = (code: number): boolean => (code & IS_HIDDEN) !== 0;
/** Place in `MATCHED_BY` counted from 1; 0 for none. */
export const matchedByNumber = (code: number): number => (code >> MATCHED_BY_AT) & 0x3f;
/** Place in `NEW_BECAUSE` counted from 1; 0 for none. */
export const newBecauseNumber = (code: number): number => (code & ~IS_HIDDEN) >> NEW_BECAUSE_AT;

/** States of all rows of a manifest, in its order: runs of equal ones, as most of a scan is alike. */
export function packStates(codes: Uint16Array): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  for (let from = 0, to = 0; from < codes.length; from = to) {
    while (to < codes.length && codes[to] === codes[from]) to += 1;
    writer.varint(codes[from]!);
    writer.varint(to - from);
  }
  return writer.finish();
}

export function unpackStates(bytes: Uint8Array, count: number): Uint16Array {
  const codes = new Uint16Array(count);
  const reader = new ByteReader(bytes);
  for (let row = 0; !reader.isAtEnd;) {
    const code = reader.varint();
    const length = reader.varint();
    codes.fill(code, row, row + length);
    row += length;
  }
  return codes;
}

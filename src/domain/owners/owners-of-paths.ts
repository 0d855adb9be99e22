import { type ByteTexts, packTexts, sharedArray } from '../segments/byte-texts.js';

/** Separates owners, none of which has white space. */
const SEPARATOR = ' ';

/** Owners of paths, in memory that threads share. */
export interface OwnersOfPaths {
  /** Owners who own a file together, one text for each choice of them (`splitOwners`); 0 is nobody. */
  readonly owners: ByteTexts;
  /** Numbers of `owners` by the number of the path. */
  readonly ownersOfPath: Uint32Array;
}

export const nobodyOwns = (paths: number): OwnersOfPaths => ({
  owners: packTexts(['']),
  ownersOfPath: sharedArray(Uint32Array, paths),
});

export const joinOwners = (owners: readonly string[]): string => owners.join(SEPARATOR);

/** The owners that a text of `owners` names. */
export const splitOwners = (text: string): string[] => (text === '' ? [] : text.split(SEPARATOR));

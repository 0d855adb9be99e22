import type { Clone, ClonePlace } from './clone.js';

/** A clone as it is stored beside its finding, in JSON. */
export interface StoredClone {
  /** Keyed hash of the clone's signature in hex; null where its text is not known. */
  readonly signature: string | null;
  readonly places: readonly (readonly [filePath: string, startLine: number, endLine: number])[];
}

/** @param hashOf hashes source text under the repository's secret, as none is stored */
export function encodeClone({ places, signature }: Clone, hashOf: (text: string) => string): string {
  const stored: StoredClone = {
    signature: signature === null ? null : hashOf(signature),
    places: places.map(({ filePath, startLine, endLine }) => [filePath, startLine, endLine]),
  };
  return JSON.stringify(stored);
}

export const placesOf = ({ places }: StoredClone): ClonePlace[] =>
  places.map(([filePath, startLine, endLine]) => ({ filePath, startLine, endLine }));

/** The copies beside the one at which the finding is reported. */
export const otherPlaces = (
  clone: StoredClone | null,
  own: { readonly filePath: string | null; readonly startLine: number | null },
): ClonePlace[] =>
  clone === null
    ? []
    : placesOf(clone).filter((place) => place.filePath !== own.filePath || place.startLine !== own.startLine);

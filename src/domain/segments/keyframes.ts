import {
  type Address,
  addressOf,
  applyDifference,
  differenceOf,
  eachApplied,
  eachEntry,
  type FactsFormat,
  type Manifest,
  type ManifestEntry,
  packDifference,
  packManifest,
  unpackDifference,
  unpackManifest,
} from './manifest.js';

/** Share of a keyframe that a difference to it may take at most. */
const LARGEST_SHARE = 1 / 4;

/** A manifest that is stored whole, to which those of later scans are stored as differences. */
export interface Keyframe<Facts> {
  readonly address: Address;
  readonly manifest: Manifest<Facts>;
  /** Bytes that it takes. */
  readonly size: number;
}

/** A manifest as it is stored: a difference to a keyframe, never to another difference. */
export interface StoredManifest {
  readonly keyframe: Address;
  /** The packed keyframe where it has to be stored too; null where it is known. */
  readonly newKeyframe: Uint8Array<ArrayBuffer> | null;
  readonly difference: Uint8Array<ArrayBuffer>;
}

export function readKeyframe<Facts>(address: Address, packed: Uint8Array, format: FactsFormat<Facts>): Keyframe<Facts> {
  return { address, manifest: unpackManifest(packed, format), size: packed.length };
}

/**
 * Stores a manifest as the difference to a keyframe, or as a keyframe of its own where there is none or the difference
 * exceeds a quarter of it.
 */
export function storeAgainst<Facts>(
  keyframe: Keyframe<Facts> | null,
  manifest: Manifest<Facts>,
  format: FactsFormat<Facts>,
): StoredManifest {
  if (keyframe !== null) {
    const longest = keyframe.size * LARGEST_SHARE;
    const difference = packDifference(differenceOf(keyframe.manifest, manifest, format), format, longest);
    if (difference !== null) return { keyframe: keyframe.address, newKeyframe: null, difference };
  }
  const newKeyframe = packManifest(manifest, format);
  return { keyframe: addressOf(newKeyframe), newKeyframe, difference: packDifference(NO_DIFFERENCE, format)! };
}

/** The manifest that `storeAgainst` stored with this keyframe. */
export const readStored = <Facts>(
  keyframe: Keyframe<Facts>,
  difference: Uint8Array,
  format: FactsFormat<Facts>,
): Manifest<Facts> => applyDifference(keyframe.manifest, unpackDifference(difference, format));

/** Entries of that manifest one after the other, from the packed keyframe. */
export const eachStored = <Facts>(
  packedKeyframe: Uint8Array,
  difference: Uint8Array,
  format: FactsFormat<Facts>,
): Generator<ManifestEntry<Facts>> =>
  eachApplied(eachEntry(packedKeyframe, format), unpackDifference(difference, format));

const NO_DIFFERENCE = { changed: [], removed: [] };

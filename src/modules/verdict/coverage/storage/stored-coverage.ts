import {
  COVERAGE_FACTS,
  type CoverageFacts,
  type CoverageManifest,
  isUnplaced,
} from '../../../../domain/coverage/coverage-manifest.js';
import type { CoverageFormat, PackedFileCoverage } from '../../../../domain/coverage/coverage-report.js';
import {
  type Keyframe,
  readKeyframe,
  storeAgainst,
  type StoredManifest,
} from '../../../../domain/segments/keyframes.js';
import { addressOf, comparePaths, type ManifestEntry } from '../../../../domain/segments/manifest.js';
import { packByteArrays } from '../../../../platform/database/binary-array.js';
import {
  packAddresses,
  type PackedKeyframe,
  type PackedSegments,
} from '../../../../platform/database/segment-tables.js';

/** Totals over the files with a place. */
export interface FileTotals {
  readonly fileCount: number;
  readonly linesTotal: number;
  readonly linesCovered: number;
}

/** A manifest ready to be stored, and its totals. */
export interface StoredFiles extends StoredManifest, FileTotals {}

/** Files ready to be stored: their manifest, and the segments that are not known from the keyframe that was offered. */
export interface StoredCoverage {
  readonly manifest: StoredFiles;
  readonly segments: PackedSegments;
}

/** A file and its entry in a manifest. */
export interface AddressedFile {
  readonly entry: ManifestEntry<CoverageFacts>;
  readonly packed: Uint8Array;
}

/** @param path in the manifest, where it is not the file's own */
export function addressFile(file: PackedFileCoverage, format: CoverageFormat, path = file.path): AddressedFile {
  const { packed, linesTotal, linesCovered, branchesTotal, branchesCovered } = file;
  const facts = { format, linesTotal, linesCovered, branchesTotal, branchesCovered };
  return { entry: { path, address: addressOf(packed), facts }, packed };
}

/** Stores files with the help of a keyframe, whose segments are known to be stored. */
export function storeFiles(files: readonly AddressedFile[], keyframe: PackedKeyframe | null): StoredCoverage {
  const known = unpackKeyframe(keyframe);
  const stored = new Set(known?.manifest.map(({ address }) => address));
  return {
    manifest: storeAt(
      known,
      files.map(({ entry }) => entry),
    ),
    segments: packSegments(files.filter(({ entry }) => !stored.has(entry.address))),
  };
}

/** Stores a manifest, in any order, whose segments are stored. */
export const storeManifest = (entries: CoverageManifest, keyframe: PackedKeyframe | null): StoredFiles =>
  storeAt(unpackKeyframe(keyframe), entries);

const unpackKeyframe = (keyframe: PackedKeyframe | null): Keyframe<CoverageFacts> | null =>
  keyframe && readKeyframe(keyframe.address, keyframe.content, COVERAGE_FACTS);

function storeAt(keyframe: Keyframe<CoverageFacts> | null, entries: CoverageManifest): StoredFiles {
  const manifest = [...entries].sort((a, b) => comparePaths(a.path, b.path));
  return { ...storeAgainst(keyframe, manifest, COVERAGE_FACTS), ...totalsOf(manifest) };
}

/** In one order, so that uploads that store the same segments at once do not wait for each other in a circle. */
export function packSegments(files: readonly AddressedFile[]): PackedSegments {
  const byAddress = new Map(files.map(({ entry, packed }) => [entry.address, packed]));
  const addresses = [...byAddress.keys()].sort();
  return {
    addresses: packAddresses(addresses),
    contents: packByteArrays(addresses.map((address) => byAddress.get(address)!)),
  };
}

function totalsOf(manifest: CoverageManifest): FileTotals {
  const totals = { fileCount: 0, linesTotal: 0, linesCovered: 0 };
  for (const { path, facts } of manifest) {
    if (isUnplaced(path)) continue;
    totals.fileCount += 1;
    totals.linesTotal += facts.linesTotal;
    totals.linesCovered += facts.linesCovered;
  }
  return totals;
}

/** The buffers of a stored manifest, to hand them to another thread. */
export const manifestBuffers = ({ newKeyframe, difference }: StoredFiles): ArrayBuffer[] =>
  newKeyframe === null ? [difference.buffer] : [newKeyframe.buffer, difference.buffer];

export const segmentBuffers = ({ addresses, contents }: PackedSegments): ArrayBuffer[] => [
  addresses.buffer,
  contents.buffer,
];

/** Bytes of files as they are sent to the database. */
export const sizeOf = ({ manifest, segments }: StoredCoverage): number =>
  [...manifestBuffers(manifest), ...segmentBuffers(segments)].reduce((sum, { byteLength }) => sum + byteLength, 0);

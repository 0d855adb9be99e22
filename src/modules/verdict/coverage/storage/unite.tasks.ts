import { COVERAGE_FACTS, type CoverageFacts, isUnplaced } from '../../../../domain/coverage/coverage-manifest.js';
import type { CoverageFormat } from '../../../../domain/coverage/coverage-report.js';
import { mergePackedLines } from '../../../../domain/coverage/merge-coverage.js';
import { eachStored } from '../../../../domain/segments/keyframes.js';
import {
  type Address,
  comparePaths,
  eachEntry,
  type ManifestEntry,
  packManifest,
  unpackDifference,
  unpackManifest,
} from '../../../../domain/segments/manifest.js';
import {
  packAddresses,
  type PackedKeyframe,
  type PackedSegments,
} from '../../../../platform/database/segment-tables.js';
import type { TaskResult } from '../../../../platform/workers/serve-tasks.js';
import {
  addressFile,
  manifestBuffers,
  packSegments,
  segmentBuffers,
  type StoredFiles,
  storeManifest,
} from './stored-coverage.js';

/** Manifests of a scan's uploads, the first first, and the keyframes that they differ from. */
export interface UploadManifests {
  readonly keyframes: readonly PackedKeyframe[];
  readonly uploads: readonly { readonly keyframe: Address; readonly difference: Uint8Array }[];
}

/** A file of which several uploads say different things. */
export interface DisputedFile {
  readonly path: string;
  /** Format of the last upload that has the file. */
  readonly format: CoverageFormat;
  readonly addresses: readonly Address[];
}

/** Files of all uploads of a scan. */
export interface ComparedUploads {
  /** Manifest (`packManifest`) of the files on which the uploads agree. */
  readonly agreed: Uint8Array<ArrayBuffer>;
  /** The others, in portions that are merged one after the other. */
  readonly disputed: readonly (readonly DisputedFile[])[];
}

/** Packed lines of one file from several uploads. */
export interface FileParts {
  readonly path: string;
  /** The format that the file is listed with. */
  readonly format: CoverageFormat;
  readonly parts: readonly Uint8Array[];
}

/** Merged files: their manifest (`packManifest`) and their segments. */
export interface MergedFiles {
  readonly manifest: Uint8Array<ArrayBuffer>;
  readonly segments: PackedSegments;
}

/** Manifests without a path in common, and a keyframe whose segments are known. */
export interface UnitedManifests {
  readonly manifests: readonly Uint8Array[];
  readonly keyframe: PackedKeyframe | null;
}

/** A packed keyframe, or differences, which name segments. */
export interface NamingManifests {
  readonly keyframe: Uint8Array | null;
  readonly differences: readonly Uint8Array[];
}

/** Bounds of a portion: a line takes two bytes or three, a segment's own costs some hundred. */
const PORTION_LINES = 1_000_000;
const PORTION_SEGMENTS = 2_000;

/** Compares what the uploads of a scan say of each file. Files without a place count nowhere. */
export function compareUploads({ keyframes, uploads }: UploadManifests): ComparedUploads {
  const contents = new Map(keyframes.map(({ address, content }) => [address, content]));
  const said = new Map<string, SaidOfFile>();
  for (const { keyframe, difference } of uploads) {
    for (const entry of eachStored(contents.get(keyframe)!, difference, COVERAGE_FACTS)) {
      if (!isUnplaced(entry.path)) say(said, entry);
    }
  }
  const files = [...said.values()].sort((a, b) => comparePaths(a.last.path, b.last.path));
  return {
    agreed: packManifest(
      files.filter(({ addresses }) => addresses === null).map(({ last }) => last),
      COVERAGE_FACTS,
    ),
    disputed: inPortions(files),
  };
}

/** Entries of one file in several uploads; one address is no dispute. */
interface SaidOfFile {
  last: ManifestEntry<CoverageFacts>;
  addresses: Set<Address> | null;
  lines: number;
}

function say(said: Map<string, SaidOfFile>, entry: ManifestEntry<CoverageFacts>): void {
  const before = said.get(entry.path);
  const lines = entry.facts.linesTotal;
  if (before === undefined) {
    said.set(entry.path, { last: entry, addresses: null, lines });
    return;
  }
  if (before.addresses !== null || before.last.address !== entry.address) {
    before.addresses = (before.addresses ?? new Set([before.last.address])).add(entry.address);
    before.lines += lines;
  }
  before.last = entry;
}

function inPortions(files: readonly SaidOfFile[]): DisputedFile[][] {
  const portions: DisputedFile[][] = [];
  let [roomForLines, roomForSegments] = [0, 0];
  for (const { last, addresses, lines } of files) {
    if (addresses === null) continue;
    roomForLines -= lines;
    roomForSegments -= addresses.size;
    if (roomForLines < 0 || roomForSegments < 0) {
      portions.push([]);
      [roomForLines, roomForSegments] = [PORTION_LINES - lines, PORTION_SEGMENTS - addresses.size];
    }
    portions.at(-1)!.push({ path: last.path, format: last.facts.format, addresses: [...addresses] });
  }
  return portions;
}

/** Merges each file from its parts. */
export function mergeFiles(files: readonly FileParts[]): MergedFiles {
  const merged = files.map(({ path, format, parts }) => addressFile(mergePackedLines(path, parts), format));
  return {
    manifest: packManifest(
      merged.map(({ entry }) => entry),
      COVERAGE_FACTS,
    ),
    segments: packSegments(merged),
  };
}

/** Makes one manifest of several whose segments are stored. */
export const storeUnited = ({ manifests, keyframe }: UnitedManifests): StoredFiles =>
  storeManifest(
    manifests.flatMap((packed) => unpackManifest(packed, COVERAGE_FACTS)),
    keyframe,
  );

/** Addresses of the segments that a keyframe or differences name, as an array of `bytea`. */
export function namedSegments({ keyframe, differences }: NamingManifests): Uint8Array<ArrayBuffer> {
  const named = new Set<Address>();
  if (keyframe !== null) for (const { address } of eachEntry(keyframe, COVERAGE_FACTS)) named.add(address);
  for (const difference of differences)
    for (const { address } of unpackDifference(difference, COVERAGE_FACTS).changed) named.add(address);
  return packAddresses([...named]);
}

/** The functions above as tasks of the worker pool. */
export const UNITE_TASKS = {
  compareUploads(input: UploadManifests): TaskResult {
    const output = compareUploads(input);
    return { output, transfer: [output.agreed.buffer] };
  },
  mergeFiles(input: readonly FileParts[]): TaskResult {
    const output = mergeFiles(input);
    return { output, transfer: [output.manifest.buffer, ...segmentBuffers(output.segments)] };
  },
  namedSegments(input: NamingManifests): TaskResult {
    const output = namedSegments(input);
    return { output, transfer: [output.buffer] };
  },
  storeUnited(input: UnitedManifests): TaskResult {
    const output = storeUnited(input);
    return { output, transfer: manifestBuffers(output) };
  },
};

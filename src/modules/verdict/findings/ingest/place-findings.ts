import { hash } from 'node:crypto';
import { comparePlaces } from '../../../../domain/findings/clones/clone.js';
import { placesOf, type StoredClone } from '../../../../domain/findings/clones/stored-clone.js';
import { type FeatureTable, WORD_OF } from '../../../../domain/findings/features/feature-table.js';
import { KeyedHasher, NO_HASH } from '../../../../domain/findings/features/keyed-hash.js';
import { resolveByKnownPaths, type ResolvedPaths } from '../../../../domain/findings/resolve-by-known-paths.js';
import { resolvePaths } from '../../../../domain/findings/resolve-finding-paths.js';
import { addressOfFindings } from '../../../../domain/findings/segments/address.js';
import { contentFacts } from '../../../../domain/findings/segments/file-facts.js';
import { codeOfKind } from '../../../../domain/findings/segments/kinds.js';
import {
  featuresOf,
  packSegment,
  Segment,
  type SegmentRow,
  segmentRows,
} from '../../../../domain/findings/segments/segment.js';
import { decodeTrace, encodeTrace, mapTrace, NO_TRACE } from '../../../../domain/findings/trace.js';
import { type PackedFileList, unpackFileList } from '../../../../domain/paths/packed-file-list.js';
import type { PlacedPath } from '../../../../domain/paths/placed-path.js';
import { isTestOrExample } from '../../../../domain/paths/test-paths.js';
import { type Address, ADDRESS_BYTES } from '../../../../domain/segments/manifest.js';
import type { CopyRows } from '../../../../platform/database/tuple-reader.js';
import type { TaskResult } from '../../../../platform/workers/serve-tasks.js';
import type { ReportPlacing } from '../finding-report.js';
import { readSegments } from '../tracking/tracking.tasks.js';
import { type FilePart, FilePartWriter } from './file-part.js';

/** Files of the repository, as far as they are known. */
export type PlacingFiles =
  /** The list that came with the scan. */
  | { readonly kind: 'listed'; readonly list: PackedFileList }
  /** The list that came with the last scan, and the paths that the change names. */
  | { readonly kind: 'listed_before'; readonly list: PackedFileList; readonly changed: readonly string[] }
  /** Paths that the change names, and those of the last scan's findings: null without one. */
  | { readonly kind: 'known'; readonly changed: readonly string[]; readonly ofLastScan: readonly string[] | null };

/** Stored findings of a tool, and the files to place them by. */
export interface PlaceFindingsInput {
  readonly tool: string;
  readonly files: readonly { readonly path: string; readonly address: Address }[];
  /** Contents of the files, as `copySegments` answers them. */
  readonly segments: CopyRows;
  readonly placing: ReportPlacing;
  readonly known: PlacingFiles;
  readonly secret: Uint8Array;
}

/** Findings under their places. */
export interface PlacedFindings {
  /** Null where every path stays. */
  readonly part: FilePart | null;
  /** Files that have another path now, each with its former path first. */
  readonly moved: readonly PlacedPath[];
  /** Paths, as they were written, that name no known file. */
  readonly unmatched: readonly string[];
}

/**
 * Places stored findings by other knowledge of the repository's files than their report was read with: as if the report came
 * after it.
 *
 * The fingerprint that users see stays that of the path before, as the text that it is made of is not stored.
 */
export function placeFindings({ tool, files, segments, placing, known, secret }: PlaceFindingsInput): PlacedFindings {
  const contents = readSegments(segments);
  const opened = files.map(({ path, address }) => {
    const content = contents.get(address)!;
    return { path, address, content, rows: segmentRows(Segment.open(content)) };
  });
  const written = new Map(placing.paths.map(([from, to]) => [to, from]));
  const asWritten = (path: string): string => written.get(path) ?? path;
  const named = opened.flatMap(({ path, rows }) => [path, ...rows.flatMap(pathsBeside)]);
  const { places, unmatched } = resolveBy(
    known,
    new Set(named.filter((path) => path !== '').map(asWritten)),
    placing.reportPath,
  );
  const placeOf = (path: string): string => places.get(asWritten(path)) ?? asWritten(path);
  if (named.every((path) => placeOf(path) === path)) return { part: null, moved: [], unmatched };

  const hasher = new KeyedHasher(secret);
  const part = new FilePartWriter();
  for (const { path: before, address, content, rows } of opened) {
    const path = placeOf(before);
    const features = featuresOf([Segment.open(content)]);
    if (features !== null) movePath(features, path, hasher);
    const placed = rows.map((row) => placeRow(row, before, path, placeOf));
    const digests = digestsOf(address, path, rows.length);
    part.add({
      ...{ path, address: addressOfFindings(tool, path, digests), count: rows.length, digests },
      packed: {
        content: packSegment(placed, features),
        facts: contentFacts(
          placed.map(codeOfKind),
          features,
          placed.some(({ clone }) => clone !== null),
        ),
      },
    });
  }
  const moved = opened.map(({ path }): PlacedPath => [path, placeOf(path)]).filter(([from, to]) => from !== to);
  return { part: part.finish(0), moved, unmatched };
}

function resolveBy(known: PlacingFiles, paths: ReadonlySet<string>, reportPath: string | null): ResolvedPaths {
  if (known.kind === 'known') {
    const { changed, ofLastScan } = known;
    return resolveByKnownPaths(paths, { changed: new Set(changed), ofLastScan: ofLastScan && new Set(ofLastScan) });
  }
  const list = unpackFileList(known.list)!;
  if (known.kind === 'listed') return { places: resolvePaths(paths, list, reportPath), unmatched: [] };
  const files = new Set([...list, ...known.changed]);
  const places = resolvePaths(paths, [...files], reportPath);
  return { places, unmatched: [...paths].filter((path) => !places.has(path) && !files.has(path)) };
}

const cloneOf = ({ clone }: SegmentRow): StoredClone | null =>
  clone === null ? null : (JSON.parse(clone) as StoredClone);

function pathsBeside(row: SegmentRow): string[] {
  const { related, flows } = row.trace === undefined ? NO_TRACE : decodeTrace(row.trace);
  return [
    ...(cloneOf(row)?.places.map(([path]) => path) ?? []),
    ...[...related, ...flows.flat()].flatMap(({ filePath }) => filePath ?? []),
  ];
}

function movePath(features: FeatureTable, path: string, hasher: KeyedHasher): void {
  const [whole, last] =
    path === ''
      ? [NO_HASH, NO_HASH]
      : [hasher.hash('path', path), hasher.hash('path', path.slice(path.lastIndexOf('/') + 1))];
  for (let row = 0; row < features.count; row += 1) {
    features.setWords(row, WORD_OF.path, whole);
    features.setWords(row, WORD_OF.baseName, last);
  }
}

/** The finding at another path: the places beside it move along, and some findings are graded otherwise in tests. */
function placeRow(written: SegmentRow, before: string, path: string, placeOf: (path: string) => string): SegmentRow {
  const row = written.trace === undefined ? written : { ...written, trace: placeTrace(written.trace, placeOf) };
  const { elsewhere, type, severity, debtKind, isSuppressed } = row;
  const graded =
    elsewhere !== undefined && isTestOrExample(before) !== isTestOrExample(path)
      ? { ...row, ...elsewhere, elsewhere: { type, severity, debtKind, isSuppressed } }
      : row;
  const clone = cloneOf(row);
  if (clone === null) return graded;
  const places = placesOf(clone).map((place) => ({ ...place, filePath: placeOf(place.filePath) }));
  const moved: StoredClone = {
    ...clone,
    places: places
      .sort(comparePlaces)
      .map(({ filePath, startLine, endLine }) => [filePath, startLine, endLine] as const),
  };
  return { ...graded, clone: JSON.stringify(moved) };
}

const placeTrace = (trace: string, placeOf: (path: string) => string): string =>
  encodeTrace(
    mapTrace(decodeTrace(trace), (place) => ({ ...place, filePath: place.filePath && placeOf(place.filePath) })),
  );

/** Digests in the place of those of the findings' text, which is not stored: of equal contents at equal places they are equal. */
function digestsOf(address: Address, path: string, count: number): Uint8Array {
  const digests = Array.from({ length: count }, (_, row) =>
    hash('sha256', `placed\0${address}\0${path}\0${row}`, 'buffer').subarray(0, ADDRESS_BYTES),
  );
  return Buffer.concat(digests);
}

/** This function as a task of the worker pool. */
export const PLACING_TASKS = {
  placeFindings(input: PlaceFindingsInput): TaskResult {
    return { output: placeFindings(input), transfer: [] };
  },
};

import { createHash } from 'node:crypto';
import type { ClassificationOverrides } from '../../../domain/findings/classify/overrides.js';
import type { FindingsFormat, RejectedResult } from '../../../domain/findings/finding.js';
import type { CutDocument } from '../../../domain/findings/readers/cut-results.js';
import { FeatureExtractor } from '../../../domain/findings/features/extract-features.js';
import { type FindingsStream, openTogether, type ParsedResult } from '../../../domain/findings/parse-findings.js';
import { catchFailure } from '../../../domain/findings/readers/report-document.js';
import { type PackedFileList, unpackFileList } from '../../../domain/paths/packed-file-list.js';
import { type Parsed, parsed, type ReportError } from '../../../domain/report-error.js';
import { ReportPaths, type WrittenPaths } from './report-paths.js';
import { claim, type Ranges, type Share } from './share.js';
import { joinFound, type ToolFindings, ToolReaders } from './tool-findings.js';
import type { Warning } from '../../../domain/warning.js';

/** A report to read. */
export interface ReadFindingsInput {
  readonly bytes: Uint8Array;
  readonly format: FindingsFormat | undefined;
  /** Name of the tool, used where the report gives none. */
  readonly tool?: string | undefined;
  readonly overrides: ClassificationOverrides;
  /** The repository's files, where CI listed them. */
  readonly fileList: PackedFileList | null;
  /** Path of the report in the repository, if it was given. */
  readonly reportPath?: string | null;
  /** The repository's own, that keys the hashes of its source text. */
  readonly secret: Uint8Array;
}

/** A share of it to read. */
export interface ReadShareInput extends ReadFindingsInput {
  readonly share: Share;
  /** What is known of the report already. */
  readonly cut: CutDocument | null;
  /** All paths that the report names, of all shares; null while they are not known. */
  readonly paths: readonly WrittenPaths[] | null;
}

/** A report that was read. */
export interface ReadFindings {
  readonly format: FindingsFormat;
  readonly tools: readonly ToolFindings[];
  readonly rejected: readonly RejectedResult[];
  readonly warnings: readonly Warning[];
  readonly duplicationPct: number | null;
  readonly linesOfCode: number | null;
  /** SHA-256 of its bytes, where it does not name a tool; else null. */
  readonly digest: string | null;
}

/** A share that was read. */
export interface ReadShare extends ReadFindings {
  /** Paths that it names, where their place depends on those that the other shares name: nothing else was read then. */
  readonly paths: readonly WrittenPaths[];
  readonly arePathsUnresolved: boolean;
}

/**
 * Everything that reading a findings report takes: parse, classify, place the paths, extract features, encode rows. Null
 * for a share of a report that is not divided, as the first share is all of it.
 *
 * @param rangesOf which of so many results are the share's
 */
export function readShare(
  input: ReadShareInput,
  rangesOf: (count: number) => Ranges = (count) => claim(input.share, count),
): Parsed<ReadShare | null> {
  const fileList = unpackFileList(input.fileList);
  const read = readOnce(input, fileList, rangesOf);
  const isAll = input.share.claimed === null && read.ok && read.value !== null;
  return isAll && read.value.arePathsUnresolved
    ? readOnce({ ...input, paths: read.value.paths }, fileList, rangesOf)
    : read;
}

function readOnce(
  { bytes, format, tool, overrides, reportPath = null, secret, share, cut, paths }: ReadShareInput,
  fileList: readonly string[] | null,
  rangesOf: (count: number) => Ranges,
) {
  return catchFailure((): Parsed<ReadShare | null> => {
    const opened = openTogether(
      bytes,
      { ...(format && { format }), ...(tool !== undefined && { tool }), overrides },
      share.isFirst,
      cut ?? undefined,
    );
    if (!opened.ok) return opened;
    if (opened.value === null) return parsed(null);
    const { value: stream } = opened;
    const places = new ReportPaths(fileList, reportPath, paths);
    const tools = new ToolReaders(stream.tools, new FeatureExtractor(secret), secret);
    const rejected: RejectedResult[] = [];
    for (const portion of portionsOf(stream, rangesOf)) {
      readResults(portion, places, tools, rejected);
      tools.endPart();
    }
    return parsed({
      format: stream.format,
      tools: tools.finish(),
      rejected,
      warnings: stream.warnings,
      duplicationPct: stream.duplicationPct,
      linesOfCode: stream.linesOfCode,
      digest: share.isFirst && stream.tools.some(({ isUnnamed }) => isUnnamed) ? digestOf(bytes) : null,
      paths: places.written(),
      arePathsUnresolved: places.areUnresolved,
    });
  });
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Results that follow one another, from the one that stands at `from` in the report. */
interface Portion {
  readonly from: number;
  readonly results: Iterable<ParsedResult>;
}

function* portionsOf({ results, ranges }: FindingsStream, rangesOf: (count: number) => Ranges): Iterable<Portion> {
  if (ranges === null) yield { from: 0, results };
  else for (const [from, to] of rangesOf(ranges.count)) yield { from, results: ranges.read(from, to) };
}

/** Reads result by result: each is turned into rows before many others are there. What is refused is added to `rejected`. */
function readResults(
  { from, results }: Portion,
  paths: ReportPaths,
  tools: ToolReaders,
  rejected: RejectedResult[],
): void {
  let index = from;
  for (const result of results) {
    if (result.kind === 'rejected') {
      rejected.push({ index, reason: result.reason });
    } else if (result.kind === 'finding') {
      const finding = paths.place(result.finding);
      if (!paths.areUnresolved) tools.of(finding.tool).add(finding, index);
    }
    index += 1;
  }
}

/** What the shares of a report say together. */
export function joinShares(shares: readonly ReadShare[]): ReadFindings {
  const [{ format, warnings, duplicationPct, linesOfCode, digest }] = shares as [ReadShare];
  return {
    format,
    tools: joinFound(shares.flatMap(({ tools }) => tools)),
    rejected: shares.flatMap(({ rejected }) => rejected).sort((a, b) => a.index - b.index),
    warnings,
    duplicationPct,
    linesOfCode,
    digest,
  };
}

/** The shares that have something; what stands first of all that is wrong with any speaks for the report. */
export function gatherShares(read: readonly Parsed<ReadShare | null>[]): Parsed<ReadShare[]> {
  const errors = read.flatMap((share) => (share.ok ? [] : share.error)).sort(byPlace);
  if (errors[0] !== undefined) return { ok: false, error: errors[0] };
  return parsed(read.flatMap((share) => (share.ok ? (share.value ?? []) : [])));
}

const byPlace = (one: ReportError, other: ReportError): number =>
  (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0);

/** The buffers of what was read, to hand them to another thread. */
export const buffersOf = ({ tools }: Pick<ReadFindings, 'tools'>): ArrayBuffer[] =>
  tools.flatMap(({ parts }) => parts.flatMap(({ rows }) => rows.map(({ buffer }) => buffer)));

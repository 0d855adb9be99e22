import { createHash } from 'node:crypto';
import { gradeByPlace } from '../../../../domain/findings/classify/grade-by-place.js';
import type { ClassificationOverrides } from '../../../../domain/findings/classify/overrides.js';
import type { FindingsFormat, RejectedResult } from '../../../../domain/findings/finding.js';
import { type FindingsStream, openReport, type ParsedResult } from '../../../../domain/findings/parse-findings.js';
import { catchFailure } from '../../../../domain/findings/readers/report-document.js';
import { type PackedFileList, unpackFileList } from '../../../../domain/paths/packed-file-list.js';
import { type Parsed, parsed, type ReportError } from '../../../../domain/report-error.js';
import { type AddressList, readAddresses } from '../../../../domain/segments/address-list.js';
import { MAX_REPORTED_FIXES, type ReportedFix, toReportedFix } from '../../../../domain/source/stored-fix.js';
import type { Warning } from '../../../../domain/warning.js';
import { NOTHING_PLACED, type PlacedPaths, ReportPaths, type WrittenPaths } from './report-paths.js';
import { claim, isFirst, type Ranges, type Share, sharesOf } from './share.js';
import { joinFound, type ToolFindings, ToolReaders } from './tool-findings.js';

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
  /** Fixes are read as well, of a repository that stores source text. */
  readonly withFixes?: boolean;
  /** Segments that are stored: a file that has one of them is read without its content. Left out: none is known. */
  readonly stored?: AddressList;
}

/** One share of a report to read. */
export interface ReadShareInput extends ReadFindingsInput {
  readonly share: Share;
  /** Paths named in the whole report; null in the first pass, while they are not known. */
  readonly paths: readonly WrittenPaths[] | null;
}

/** A report that was read: the files of its findings, tool by tool. */
export interface ReadFindings {
  readonly format: FindingsFormat;
  readonly tools: readonly ToolFindings[];
  readonly rejected: readonly RejectedResult[];
  readonly warnings: readonly Warning[];
  readonly duplicationPct: number | null;
  readonly duplicatedLines: number | null;
  readonly linesOfCode: number | null;
  /** SHA-256 of the bytes where the report does not name a tool; else null. */
  readonly digest: string | null;
  readonly placed: PlacedPaths;
  readonly fixes: readonly ReportedFix[];
}

/** A share that was read. */
export interface ReadShare extends ReadFindings {
  /** Paths named in this share. */
  readonly paths: readonly WrittenPaths[];
  /** True where some path can only be placed once all paths of the report are known: nothing else was read then. */
  readonly needsAllPaths: boolean;
}

/** Reads one share; null for a further part of a report that cannot be divided. */
export type ShareReader = (input: ReadShareInput) => Promise<Parsed<ReadShare | null>>;

/**
 * Reads a report in shares and joins what they found. Where paths can only be placed once all of them are known, a first
 * pass over all shares names the paths and a second one reads the findings.
 */
export async function readInShares(
  input: ReadFindingsInput,
  shareCount: number,
  read: ShareReader,
): Promise<Parsed<ReadFindings>> {
  const pass = (paths: ReadShareInput['paths']) =>
    gatherShares(sharesOf(shareCount).map((share) => read({ ...input, share, paths })));
  const first = await pass(null);
  if (!first.ok) return first;
  const isComplete = !first.value.some(({ needsAllPaths }) => needsAllPaths);
  const shares = isComplete ? first : await pass(first.value.flatMap(({ paths }) => paths));
  return shares.ok ? parsed(joinShares(shares.value)) : shares;
}

/** Reads a whole report in this thread. */
export const readWhole = (input: ReadFindingsInput): Promise<Parsed<ReadFindings>> =>
  readInShares(input, 1, (share) => Promise.resolve(readShare(share)));

/**
 * Reads one share of a report: parses, classifies, places paths, extracts features, packs files. Null for a further part
 * of a report that cannot be divided, since the first part is all of it.
 *
 * @param rangesOf ranges, among the given number of results, that belong to the share
 */
export function readShare(
  input: ReadShareInput,
  rangesOf: (count: number) => Ranges = (count) => claim(input.share, count),
): Parsed<ReadShare | null> {
  const { bytes, format, tool, overrides, fileList, reportPath = null, secret, withFixes = false, stored } = input;
  const { share, paths } = input;
  return catchFailure((): Parsed<ReadShare | null> => {
    const opened = openReport(bytes, {
      ...(format && { format }),
      ...(tool !== undefined && { tool }),
      overrides,
      share,
      withFixes,
    });
    if (!opened.ok) return opened;
    if (opened.value === null) return parsed(null);
    const { value: report } = opened;
    const places = new ReportPaths(unpackFileList(fileList), reportPath, paths);
    const tools = new ToolReaders(report.tools, secret, readAddresses(stored));
    const rejected: RejectedResult[] = [];
    const fixes: ReportedFix[] = [];
    for (const portion of portionsOf(report, rangesOf)) {
      readResults(portion, places, tools, { rejected, fixes });
      tools.endPart();
    }
    return parsed({
      format: report.format,
      tools: tools.finish(),
      rejected,
      warnings: report.warnings,
      duplicationPct: report.duplicationPct,
      duplicatedLines: report.duplicatedLines ?? null,
      linesOfCode: report.linesOfCode,
      digest: isFirst(share) && report.tools.some(({ isUnnamed }) => isUnnamed) ? digestOf(bytes) : null,
      placed: isFirst(share) ? places.placed() : NOTHING_PLACED,
      paths: places.written(),
      needsAllPaths: places.needsAllPaths,
      fixes,
    });
  });
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Consecutive results; `from` is the index of the first one in the report. */
interface Portion {
  readonly from: number;
  readonly results: Iterable<ParsedResult>;
}

function* portionsOf({ results, ranges }: FindingsStream, rangesOf: (count: number) => Ranges): Iterable<Portion> {
  if (ranges === null) yield { from: 0, results };
  else for (const [from, to] of rangesOf(ranges.count)) yield { from, results: ranges.read(from, to) };
}

/** Parts of results that are kept beside the packed findings. */
interface KeptResults {
  /** Results that cannot be read. */
  readonly rejected: RejectedResult[];
  readonly fixes: ReportedFix[];
}

/** Packs results as they are read, so that few are in memory. */
function readResults(
  { from, results }: Portion,
  paths: ReportPaths,
  tools: ToolReaders,
  { rejected, fixes }: KeptResults,
): void {
  let index = from;
  for (const result of results) {
    if (result.kind === 'rejected') {
      rejected.push({ index, reason: result.reason });
    } else if (result.kind === 'finding') {
      const finding = gradeByPlace(paths.place(result.finding));
      if (!paths.needsAllPaths) {
        tools.of(finding.tool).add(finding, index);
        const fix = fixes.length < MAX_REPORTED_FIXES ? toReportedFix(finding) : null;
        if (fix !== null) fixes.push(fix);
      }
    }
    index += 1;
  }
}

/** Findings of all shares of a report; those of one tool in the report's order. */
function joinShares(shares: readonly ReadShare[]): ReadFindings {
  const [{ format, warnings, duplicationPct, duplicatedLines, linesOfCode, digest, placed }] = shares as [ReadShare];
  return {
    format,
    tools: joinFound(shares.flatMap(({ tools }) => tools)),
    rejected: shares.flatMap(({ rejected }) => rejected).sort((a, b) => a.index - b.index),
    warnings,
    duplicationPct,
    duplicatedLines,
    linesOfCode,
    digest,
    placed,
    fixes: shares.flatMap(({ fixes }) => fixes).slice(0, MAX_REPORTED_FIXES),
  };
}

/**
 * Waits for all shares, also where one fails: they read the same bytes. Of the faults found in any share, the one that
 * comes first in the report is reported.
 */
async function gatherShares(reading: readonly Promise<Parsed<ReadShare | null>>[]): Promise<Parsed<ReadShare[]>> {
  await Promise.allSettled(reading);
  const read = await Promise.all(reading);
  const errors = read.flatMap((share) => (share.ok ? [] : share.error)).sort(byPlace);
  if (errors[0] !== undefined) return { ok: false, error: errors[0] };
  return parsed(read.flatMap((share) => (share.ok ? (share.value ?? []) : [])));
}

const byPlace = (one: ReportError, other: ReportError): number =>
  (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0);

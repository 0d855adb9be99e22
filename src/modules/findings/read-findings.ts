import { createHash } from 'node:crypto';
import type { ClassificationOverrides } from '../../domain/findings/classify/overrides.js';
import {
  type Finding,
  type FindingsFormat,
  type RejectedResult,
  SEVERITIES,
  type Severity,
} from '../../domain/findings/finding.js';
import { FeatureExtractor } from '../../domain/findings/matching/extract-features.js';
import { ROW_WORDS } from '../../domain/findings/matching/features.js';
import { type FindingsStream, openShare } from '../../domain/findings/parse-findings.js';
import { catchFailure } from '../../domain/findings/readers/report-document.js';
import type { Share } from '../../domain/findings/share.js';
import { type PackedFileList, unpackFileList } from '../../domain/paths/packed-file-list.js';
import { type Parsed, parsed } from '../../domain/report-error.js';
import { encodeFindings } from './copy-rows.js';
import type { CutReport } from './cut-arriving.js';
import { ReportPaths, type WrittenPaths } from './report-paths.js';

/** A report to read. */
export interface ReadFindingsInput {
  readonly bytes: Uint8Array;
  readonly format: FindingsFormat | undefined;
  readonly overrides: ClassificationOverrides;
  /** The repository's files, where CI listed them. */
  readonly fileList: PackedFileList | null;
  /** The repository's own, that keys the hashes of its source text. */
  readonly secret: Uint8Array;
}

/** A share of it to read. */
export interface ReadShareInput extends ReadFindingsInput {
  readonly share: Share;
  /** What is known of the report already. */
  readonly cut: CutReport | null;
  /** All paths that the report names, of all shares; null while they are not known. */
  readonly paths: readonly WrittenPaths[] | null;
}

/** Findings of one tool that follow one another in the report. */
export interface FindingsPart {
  /** Its findings are numbered from here; the numbers of the parts of a tool rise. */
  readonly firstRow: number;
  readonly count: number;
  /** Tuples of `COPY_COLUMNS`. */
  readonly rows: readonly Uint8Array<ArrayBuffer>[];
  /** `FeatureTable.words`, in memory that threads share. */
  readonly features: Uint32Array<SharedArrayBuffer>;
}

/** What one tool found: rows for the database, and the features to recognize them by. */
export interface ToolFindings {
  readonly tool: string;
  readonly toolVersion: string | null;
  readonly count: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly parts: readonly FindingsPart[];
}

/** A report that was read. */
export interface ReadFindings {
  readonly digest: Uint8Array;
  readonly format: FindingsFormat;
  readonly tools: readonly ToolFindings[];
  readonly rejected: readonly RejectedResult[];
  readonly warnings: readonly string[];
  readonly duplicationPct: number | null;
  readonly linesOfCode: number | null;
}

/** A share that was read. */
export interface ReadShare extends ReadFindings {
  /** Paths that it names, where their place depends on those that the other shares name: nothing else was read then. */
  readonly paths: readonly WrittenPaths[];
  readonly arePathsOpen: boolean;
}

/**
 * Everything that reading a findings report takes: parse, classify, place the paths, extract features, encode rows. Null
 * for a share of a report of which the first share is all.
 */
export function readShare(input: ReadShareInput): Parsed<ReadShare | null> {
  const fileList = unpackFileList(input.fileList);
  const read = readOnce(input, fileList);
  const isAll = input.share.of === 1 && read.ok && read.value !== null;
  return isAll && read.value.arePathsOpen ? readOnce({ ...input, paths: read.value.paths }, fileList) : read;
}

function readOnce(
  { bytes, format, overrides, secret, share, cut, paths }: ReadShareInput,
  fileList: readonly string[] | null,
) {
  return catchFailure((): Parsed<ReadShare | null> => {
    const opened = openShare(bytes, { ...(format && { format }), overrides }, share, cut?.document);
    if (!opened.ok) return opened;
    if (opened.value === null) return parsed(null);
    const { value: stream } = opened;
    const places = new ReportPaths(fileList, paths);
    const { tools, rejected } = readResults(stream, places, new FeatureExtractor(secret));
    return parsed({
      digest: share.index === 0 ? (cut?.digest ?? digestOf(bytes)) : new Uint8Array(),
      format: stream.format,
      tools: tools.map((tool) => tool.finish()),
      rejected,
      warnings: stream.warnings,
      duplicationPct: stream.duplicationPct,
      linesOfCode: stream.linesOfCode,
      paths: places.written(),
      arePathsOpen: places.areOpen,
    });
  });
}

const digestOf = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** Reads result by result: each is turned into rows before many others are there. */
function readResults(stream: FindingsStream, paths: ReportPaths, extractor: FeatureExtractor) {
  const tools = new Map<string, ToolReader>();
  const addTool = (name: string, version: string | null): ToolReader => {
    const tool = new ToolReader(name, tools.get(name)?.version ?? version, extractor);
    tools.set(name, tool);
    return tool;
  };
  for (const { name, version } of stream.tools) addTool(name, version);
  const rejected: RejectedResult[] = [];
  let index = stream.firstIndex;
  for (const result of stream.results) {
    if (result.kind === 'rejected') {
      rejected.push({ index, reason: result.reason });
    } else if (result.kind === 'finding') {
      const finding = paths.place(result.finding);
      if (!paths.areOpen) (tools.get(finding.tool) ?? addTool(finding.tool, null)).add(finding, index);
    }
    index += 1;
  }
  return { tools: [...tools.values()], rejected };
}

/** What the shares of a report say together. */
export function joinShares(shares: readonly ReadShare[]): ReadFindings {
  const [{ digest, format, warnings, duplicationPct, linesOfCode }] = shares as [ReadShare];
  const names = new Set(shares.flatMap(({ tools }) => tools.map(({ tool }) => tool)));
  const found = (name: string) => shares.flatMap(({ tools }) => tools.filter(({ tool }) => tool === name));
  return {
    digest,
    format,
    tools: [...names].map((name) => joinParts(found(name))),
    rejected: shares.flatMap(({ rejected }) => rejected),
    warnings,
    duplicationPct,
    linesOfCode,
  };
}

function joinParts(found: readonly ToolFindings[]): ToolFindings {
  const total = (severity: Severity) => found.reduce((sum, { bySeverity }) => sum + bySeverity[severity], 0);
  return {
    ...found[0]!,
    count: found.reduce((sum, { count }) => sum + count, 0),
    bySeverity: bySeverity(total),
    parts: found.flatMap(({ parts }) => parts),
  };
}

const bySeverity = (count: (severity: Severity) => number): Record<Severity, number> =>
  Object.fromEntries(SEVERITIES.map((severity) => [severity, count(severity)])) as Record<Severity, number>;

/** What a tool found, ready to be tracked and stored. */
export function toToolFindings(
  run: { readonly tool: string; readonly toolVersion: string | null; readonly findings: readonly Finding[] },
  secret: Uint8Array,
): ToolFindings {
  const tool = new ToolReader(run.tool, run.toolVersion, new FeatureExtractor(secret));
  run.findings.forEach((finding, index) => tool.add(finding, index));
  return tool.finish();
}

/** Findings worked on together: so many that little is done for each alone, so few that none grows old in memory. */
const PORTION = 500;

/** Turns the findings of one tool into rows and features, portion by portion. */
class ToolReader {
  private readonly severities = bySeverity(() => 0);
  private readonly rows: Uint8Array<ArrayBuffer>[] = [];
  private readonly words: Uint32Array[] = [];
  private portion: Finding[] = [];
  private firstRow = 0;
  private count = 0;

  constructor(
    private readonly tool: string,
    readonly version: string | null,
    private readonly extractor: FeatureExtractor,
  ) {}

  /** @param index its place in the report */
  add(finding: Finding, index: number): void {
    if (this.count === 0) this.firstRow = index;
    this.count += 1;
    this.severities[finding.severity] += 1;
    this.portion.push(finding);
    if (this.portion.length === PORTION) this.flush();
  }

  finish(): ToolFindings {
    this.flush();
    const { tool, version: toolVersion, count, severities, firstRow, rows } = this;
    const features = new Uint32Array(new SharedArrayBuffer(count * ROW_WORDS * Uint32Array.BYTES_PER_ELEMENT));
    let at = 0;
    for (const words of this.words) {
      features.set(words, at);
      at += words.length;
    }
    const parts = count === 0 ? [] : [{ firstRow, count, rows, features }];
    return { tool, toolVersion, count, bySeverity: severities, parts };
  }

  private flush(): void {
    const { portion, count, firstRow } = this;
    if (portion.length === 0) return;
    const features = this.extractor.extract(portion);
    this.rows.push(encodeFindings(portion, features, firstRow + count - portion.length));
    this.words.push(features.words);
    this.portion = [];
  }
}

/** The buffers of what was read, to hand them to another thread. */
export const buffersOf = ({ tools }: Pick<ReadFindings, 'tools'>): ArrayBuffer[] =>
  tools.flatMap(({ parts }) => parts.flatMap(({ rows }) => rows.map(({ buffer }) => buffer)));

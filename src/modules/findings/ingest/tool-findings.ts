import { FeatureExtractor } from '../../../domain/findings/features/extract-features.js';
import { ROW_WORDS } from '../../../domain/findings/features/feature-table.js';
import { hexOf, KeyedHasher } from '../../../domain/findings/features/keyed-hash.js';
import type { Finding, Severity, ToolRun } from '../../../domain/findings/finding.js';
import { type FindingsStream, joinTools } from '../../../domain/findings/parse-findings.js';
import { type ReportedTool, reportedTool } from '../../../domain/findings/readers/reported-result.js';
import type { RunState } from '../../../domain/findings/run-state.js';
import { addSeverities, type SeverityCounts } from '../../../domain/ratings/scan-counters.js';
import { factsOf } from '../finding-facts.js';
import { encodeFindings } from './copy-rows.js';

/** Findings of one tool that follow one another in the report. */
export interface FindingsPart {
  /** Its findings are numbered from here; the numbers of the parts of a tool rise. */
  readonly firstRow: number;
  readonly count: number;
  /** Tuples of `COPY_COLUMNS`. */
  readonly rows: readonly Uint8Array<ArrayBuffer>[];
  /** `FeatureTable.words`, in memory that threads share. */
  readonly features: Uint32Array<SharedArrayBuffer>;
  /** `factsOf` each finding, in memory that threads share. */
  readonly facts: Uint8Array<SharedArrayBuffer>;
}

/** Findings of one tool: rows for the database, and the features to recognize them by. */
export interface ToolFindings {
  readonly tool: string;
  readonly toolVersion: string | null;
  readonly state: RunState;
  /** The report does not name the tool; `tool` stands for any that writes its format. */
  readonly isUnnamed: boolean;
  readonly count: number;
  readonly bySeverity: SeverityCounts;
  readonly parts: readonly FindingsPart[];
}

/** Joins findings that were read separately, tool by tool. */
export function joinFound(found: readonly ToolFindings[]): ToolFindings[] {
  const names = new Set(found.map(({ tool }) => tool));
  return [...names].map((name) => joinParts(found.filter(({ tool }) => tool === name)));
}

function joinParts(found: readonly ToolFindings[]): ToolFindings {
  return {
    ...found[0]!,
    count: found.reduce((sum, { count }) => sum + count, 0),
    bySeverity: addSeverities(found.map(({ bySeverity }) => bySeverity)),
    parts: found.flatMap(({ parts }) => parts).sort((a, b) => a.firstRow - b.firstRow),
  };
}

/** Findings of a tool, ready to be tracked and stored. */
export function toToolFindings(
  run: Pick<ToolRun, 'tool' | 'toolVersion' | 'findings'>,
  secret: Uint8Array,
): ToolFindings {
  const tool = new ToolReader(ranTool(run.tool, run.toolVersion), new FeatureExtractor(secret), secret);
  run.findings.forEach((finding, index) => tool.add(finding, index));
  tool.endPart();
  return tool.finish();
}

const ranTool = (name: string, version: string | null): ReportedTool => reportedTool(name, { version });

/** The tools of a report: those that it names, and those of its findings. */
export class ToolReaders {
  private readonly tools = new Map<string, ToolReader>();

  constructor(
    named: FindingsStream['tools'],
    private readonly extractor: FeatureExtractor,
    private readonly secret: Uint8Array,
  ) {
    for (const [name, tool] of joinTools(named)) this.tools.set(name, new ToolReader(tool, extractor, secret));
  }

  of(name: string): ToolReader {
    const tool = this.tools.get(name) ?? new ToolReader(ranTool(name, null), this.extractor, this.secret);
    this.tools.set(name, tool);
    return tool;
  }

  endPart(): void {
    for (const tool of this.tools.values()) tool.endPart();
  }

  finish(): ToolFindings[] {
    return [...this.tools.values()].map((tool) => tool.finish());
  }
}

/** Findings worked on together: so many that little is done for each alone, so few that none grows old in memory. */
const PORTION = 500;

/** The message of a pair, without its size and place: a clone that shrinks or gets another copy stays what it is. */
const CLONE_MESSAGE = 'Duplicated block of 0 lines, also at Q';

/** A finding as it is recognized by. */
const asMatched = (finding: Finding): Finding =>
  finding.clone === undefined ? finding : { ...finding, message: CLONE_MESSAGE };

/** Turns the findings of one tool into rows and features, portion by portion. */
class ToolReader {
  private readonly hasher: KeyedHasher;
  private readonly severities: Record<Severity, number> = { ...addSeverities([]) };
  private readonly parts: FindingsPart[] = [];
  /** Rows of the part that is being read. */
  private rows: Uint8Array<ArrayBuffer>[] = [];
  private words: Uint32Array[] = [];
  private facts: number[] = [];
  private portion: Finding[] = [];
  private firstRow = 0;
  private count = 0;

  constructor(
    private readonly tool: ReportedTool,
    private readonly extractor: FeatureExtractor,
    secret: Uint8Array,
  ) {
    this.hasher = new KeyedHasher(secret);
  }

  /** @param index its place in the report */
  add(finding: Finding, index: number): void {
    if (this.count === 0) this.firstRow = index;
    this.count += 1;
    this.severities[finding.severity] += 1;
    this.facts.push(factsOf(finding.severity, finding.isSuppressed));
    this.portion.push(finding);
    if (this.portion.length === PORTION) this.flush();
  }

  /** Ends a part before findings that do not follow it in the report. */
  endPart(): void {
    this.flush();
    const { firstRow, count, rows, words } = this;
    if (count === 0) return;
    const features = new Uint32Array(new SharedArrayBuffer(count * ROW_WORDS * Uint32Array.BYTES_PER_ELEMENT));
    let at = 0;
    for (const ofPortion of words) {
      features.set(ofPortion, at);
      at += ofPortion.length;
    }
    const facts = new Uint8Array(new SharedArrayBuffer(count));
    facts.set(this.facts);
    this.parts.push({ firstRow, count, rows, features, facts });
    this.rows = [];
    this.words = [];
    this.facts = [];
    this.count = 0;
  }

  finish(): ToolFindings {
    const { severities, parts } = this;
    const { name: tool, version: toolVersion, state, isUnnamed } = this.tool;
    const count = parts.reduce((sum, part) => sum + part.count, 0);
    return { tool, toolVersion, state, isUnnamed, count, bySeverity: severities, parts };
  }

  private readonly hashOf = (text: string): string => hexOf(this.hasher.hash('token', `clone\0${text}`));

  private flush(): void {
    const { portion, count, firstRow } = this;
    if (portion.length === 0) return;
    const features = this.extractor.extract(portion.map(asMatched));
    this.rows.push(encodeFindings(portion, features, firstRow + count - portion.length, this.hashOf));
    this.words.push(features.words);
    this.portion = [];
  }
}

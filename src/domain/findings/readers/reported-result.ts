import type { Warning } from '../../warning.js';
import {
  type DebtKind,
  type Finding,
  type ProblemType,
  type RejectedResult,
  type Severity,
  TOOL_LEVELS,
  type ToolLevel,
} from '../finding.js';
import type { RunState } from '../run-state.js';

export const LEVELS = TOOL_LEVELS;
export type Level = ToolLevel;

/** Classification that a report states, as far as it does. */
export interface StatedClassification {
  readonly type?: ProblemType | undefined;
  readonly severity?: Severity | undefined;
  readonly debtKind?: DebtKind | undefined;
  /** Null: the tool gave none. */
  readonly toolLevel?: ToolLevel | null | undefined;
}

/** Facts that the classification tables judge a result by, besides its tool and rule. */
export interface Evidence {
  readonly level: Level;
  /** False where neither the result nor its rule states a level or a severity, and `level` is the format's default. */
  readonly isLevelStated: boolean;
  /** False when the tool says that the result is no failure (SARIF kinds pass, open, informational, ...). */
  readonly isFailure: boolean;
  /** CVSS-like score, above 0 to 10 (`security-severity` of a SARIF rule or result). */
  readonly securitySeverity: number | null;
  /** Tags and categories of the rule and the result, lower case. */
  readonly tags: readonly string[];
  /** The cyclomatic number that the tool measured; null where it must be read from the message. */
  readonly cyclomaticNumber: number | null;
  /** Lines of a duplicated block; null when the region shows them. */
  readonly duplicatedLines: number | null;
  /** A severity of a format that has more degrees than the four levels; null when the level says it all. */
  readonly reportedSeverity: Severity | null;
  /** Classification stated by an export of this service; it comes before the tables. */
  readonly stated: StatedClassification | null;
}

/** One result as a reader found it: everything of a finding but the parts that the classification tables add. */
export interface ReportedResult extends Omit<
  Finding,
  'type' | 'severity' | 'debtKind' | 'isSecret' | 'inTests' | 'cwe'
> {
  readonly evidence: Evidence;
}

/** A result in the report's order: read, null where it is part of another one, or refused with the reason. */
export type ReadResult =
  | { readonly ok: true; readonly result: ReportedResult | null }
  | { readonly ok: false; readonly reason: RejectedResult['reason'] };

export const accepted = (result: ReportedResult): ReadResult => ({ ok: true, result });
export const rejected = (reason: string): ReadResult => ({ ok: false, reason });

/** A tool that the report names, with or without results. */
export interface ReportedTool {
  readonly name: string;
  readonly version: string | null;
  readonly state: RunState;
  /** True when the report does not name its tool: `name` then represents any tool that writes this format. */
  readonly isUnnamed: boolean;
}

/** A tool that ran to its end and that its format names, but for the facts in `known`. */
export const reportedTool = (name: string, known: Partial<Omit<ReportedTool, 'name'>> = {}): ReportedTool => ({
  name,
  version: null,
  state: 'ok',
  isUnnamed: false,
  ...known,
});

/** Results of which each can be read without the ones before it. */
export interface ResultRanges<Result> {
  readonly count: number;
  /** The results from `from` to before `to`, counted from 0. */
  read(from: number, to: number): Iterable<Result>;
}

/** A reader's view of one document. `results` is read once, in the report's order, and may be lazy. */
export interface ReadReport {
  readonly tools: readonly ReportedTool[];
  readonly results: Iterable<ReadResult>;
  /** Ranges of the results, when the format separates them without parsing (SARIF). */
  readonly ranges?: ResultRanges<ReadResult>;
  readonly duplicationPct: number | null;
  /** Duplicated lines of all code, where the report counts them. */
  readonly duplicatedLines?: number | null;
  readonly linesOfCode: number | null;
  readonly warnings: readonly Warning[];
}

export const PLAIN_EVIDENCE: Evidence = {
  level: 'warning',
  isLevelStated: true,
  isFailure: true,
  securitySeverity: null,
  tags: [],
  cyclomaticNumber: null,
  duplicatedLines: null,
  reportedSeverity: null,
  stated: null,
};

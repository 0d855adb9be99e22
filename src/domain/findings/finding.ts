import type { Warning } from '../warning.js';
import type { Clone } from './clones/clone.js';
import type { Directive } from './directive.js';
import type { Fix } from './fix.js';
import type { WrittenHelp } from './rule-help.js';
import type { RunState } from './run-state.js';
import type { Trace } from './trace.js';

/** Worst first: the order in which findings are listed. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Levels that a tool gives a result itself, in the terms of SARIF 2.1.0 (section 3.27.10). */
export const TOOL_LEVELS = ['error', 'warning', 'note', 'none'] as const;
export type ToolLevel = (typeof TOOL_LEVELS)[number];

/** Types of problems, which rules, ratings and counters count. */
export const PROBLEM_TYPES = [
  'complexity',
  'dead_code',
  'duplication',
  'coverage_gap',
  'security',
  'bug',
  'code_smell',
] as const;
export type ProblemType = (typeof PROBLEM_TYPES)[number];

/** A suppression is a directive that silences a tool: it is tracked like a problem, and never counted as one. */
export const FINDING_TYPES = [...PROBLEM_TYPES, 'suppression'] as const;
export type FindingType = (typeof FINDING_TYPES)[number];

/** Kinds of effort to fix a finding; `ratings/tech-debt.ts` has the minutes of each. */
export const DEBT_KINDS = [
  'complexity_c',
  'complexity_d',
  'complexity_e',
  'complexity_f',
  'maintainability_index',
  'cognitive_complexity',
  'unused_code',
  'unused_file',
  'unused_export',
  'duplicated_block',
  'coverage_gap',
  'other',
] as const;
export type DebtKind = (typeof DEBT_KINDS)[number];

/**
 * Range in a file: lines and columns count from 1, `endColumn` is the column after the last; null where the tool did
 * not say. `endLine` is null only where `startLine` is, and never above it; columns are null without a line.
 */
export interface Region {
  readonly startLine: number | null;
  readonly startColumn: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

/** Source text around a region, from the report; `startLine` is the number of the text's first line. */
export interface SourceContext {
  readonly startLine: number;
  readonly text: string;
}

/** One problem that one tool reports, in the terms of the gate, whatever the report's format was. */
export interface Finding {
  readonly tool: string;
  readonly ruleId: string;
  readonly type: FindingType;
  readonly severity: Severity;
  readonly debtKind: DebtKind;
  readonly message: string;
  /** The message as its report has it, by which it is recognized; left out where `message` has no other text. */
  readonly reportedMessage?: string | undefined;
  /** Relative to the repository's root, with forward slashes; null when the tool named no file. */
  readonly filePath: string | null;
  readonly region: Region;
  /** The text of the flagged region. */
  readonly snippet: string | null;
  /** Whole lines around the flagged ones (10 before and 16 after where the report has them). */
  readonly context: SourceContext | null;
  /** Path of the enclosing named scopes, outermost first, e.g. `Cart.total`. */
  readonly scope: string | null;
  /** Fingerprints that the tool itself computed, by name. */
  readonly partialFingerprints: Readonly<Record<string, string>>;
  /** True when the tool reports that its user suppressed the result: stored and listed, never counted. */
  readonly isSuppressed: boolean;
  /** True where the rule finds secrets: what is flagged and quoted is one, and is blanked. Left out of all other findings. */
  readonly isSecret?: boolean | undefined;
  /** Type and severity in test and example files, where these differ; left out of all other findings. */
  readonly inTests?: Pick<Finding, 'type' | 'severity'> | undefined;
  /** Type and severity at a place of the other sort: in tests where it is in none, and the other way round. `gradeByPlace` adds it. */
  readonly elsewhere?: Pick<Finding, 'type' | 'severity'> | undefined;
  /** Numbers of the weaknesses (CWE) that the tool relates it to, ascending; left out where it names none. */
  readonly cwe?: readonly number[] | undefined;
  /** As the report states it; null, or left out, where its format has no levels. */
  readonly toolLevel?: ToolLevel | null | undefined;
  /** The copies of a duplicated text; left out of all other findings. */
  readonly clone?: Clone | undefined;
  /** Extent of a suppression; left out of all other findings. */
  readonly directive?: Directive | undefined;
  /** Texts of its tool about the rule, for `helpOf`; left out where there are none. */
  readonly rule?: WrittenHelp | undefined;
  /** Places that explain it; left out where its tool names none. */
  readonly trace?: Trace | undefined;
  /** Fixes that its tool offers; left out where there are none, and where they are not requested. */
  readonly fixes?: readonly Fix[] | undefined;
}

/** The findings of one tool in one report. */
export interface ToolRun {
  readonly tool: string;
  readonly toolVersion: string | null;
  readonly state: RunState;
  readonly findings: readonly Finding[];
}

/** A result that could not be read: its 0-based index over the whole report, and the reason. */
export interface RejectedResult {
  readonly index: number;
  readonly reason: string;
}

export const FINDINGS_FORMATS = [
  ...(['sarif', 'eslint', 'lizard', 'jscpd', 'cpd', 'gitlab', 'checkstyle', 'sonarqube', 'gitlab-security'] as const),
  ...(['pylint', 'pmd', 'spotbugs', 'rdjson', 'rdjsonl', 'lines', 'gitleaks', 'trufflehog', 'detect-secrets'] as const),
  ...(['cppcheck', 'stylelint', 'ruff', 'phpcs', 'markdownlint', 'suppressions'] as const),
] as const;
export type FindingsFormat = (typeof FINDINGS_FORMATS)[number];

/** Contents of a findings report, all of its runs; runs of one tool are merged into one `ToolRun`. */
export interface FindingsReport {
  readonly format: FindingsFormat;
  readonly runs: readonly ToolRun[];
  readonly rejected: readonly RejectedResult[];
  /** Results in the report: those that became findings, `rejected` and `withoutFinding` add up to it. */
  readonly resultCount: number;
  /** Results that are no problem (a cyclomatic number of grade A or B) or part of another. Neither findings nor refused. */
  readonly withoutFinding: number;
  /** Overall duplication in percent of lines, where the report summarizes it (jscpd). */
  readonly duplicationPct: number | null;
  /** Duplicated lines of all code, where the report counts them (jscpd, CPD). */
  readonly duplicatedLines: number | null;
  /** Lines of code that the report's tool measured, if it states them. */
  readonly linesOfCode: number | null;
  readonly warnings: readonly Warning[];
}

import { type RuleName } from '../../domain/gate/policy.js';

/** A number, or a letter for ratings. */
export type Threshold = number | string;

// The evidence of a verdict beside its rules, under the names of the API.

/** A remark of the service: a code for programs, a sentence for people. */
export interface VerdictWarning {
  readonly code: string;
  readonly message: string;
}

/** The scan that a change was compared with. */
export interface ComparedBase {
  readonly scan_id: number;
  readonly branch: string;
  readonly commit_sha: string | null;
  /** True when its commit is the change's merge base. */
  readonly exact: boolean;
  /** Commits between it and the merge base; null where it is not on that line. */
  readonly commits_behind: number | null;
  /** True when each tool had the same version and configuration there; null when unknown. */
  readonly same_tools: boolean | null;
}

/** A rule that the base breaks already and the change does not make worse. */
export interface ToleratedRule {
  readonly rule: RuleName;
  readonly threshold: Threshold | null;
  readonly actual: Threshold | null;
  readonly base_actual: Threshold | null;
}

/** First and last line, both counted. */
export type LineSpan = readonly [from: number, to: number];

/** Lines of one file that the change added and that no test ran. */
export interface UncoveredFile {
  readonly file_path: string;
  readonly ranges: readonly LineSpan[];
  /** Number of lines beyond these ranges; left out by services that list all. */
  readonly more_lines?: number;
}

/** A changed file that no coverage report contains, with the number of its added executable lines. */
export interface UntestedFile {
  readonly file_path: string;
  readonly lines: number;
}

/** Totals on the base and on the change, in percent. */
export interface VerdictChanges {
  readonly coverage_pct: { readonly from: number | null; readonly to: number | null } | null;
}

/** Paths of coverage reports that fit no file, or several. */
export interface UnmatchedPaths {
  readonly count: number;
  /** The first of them. */
  readonly paths: readonly string[];
}

/** The effect of the repository's policy file. */
export interface PolicyFileEffect {
  readonly mode: string;
  readonly applied: readonly string[];
  readonly ignored: readonly { readonly rule: string; readonly value?: unknown; readonly reason: string }[];
}

/** Outcome of a tool's run. */
export interface ToolState {
  readonly tool: string;
  readonly state: string;
}

export interface VerdictFacts {
  /** The conclusion for a forge: success, failure or neutral. */
  readonly conclusion: string | null;
  readonly base: ComparedBase | null;
  readonly tolerated_violations: readonly ToleratedRule[];
  /** The thresholds that the scan was judged with. */
  readonly policy: Readonly<Record<string, Threshold | null>> | null;
  readonly policy_file: PolicyFileEffect | null;
  /** Null when the changed lines or their coverage are unknown. */
  readonly uncovered: readonly UncoveredFile[] | null;
  readonly untested_files: readonly UntestedFile[] | null;
  readonly changes: VerdictChanges | null;
  readonly unmatched_paths: UnmatchedPaths | null;
  readonly reports: readonly ToolState[];
  readonly missing_tools: readonly string[];
  readonly warnings: readonly VerdictWarning[];
}

/** The evidence of a verdict with nothing but its rules. */
export const NO_FACTS: VerdictFacts = {
  conclusion: null,
  base: null,
  tolerated_violations: [],
  policy: null,
  policy_file: null,
  uncovered: null,
  untested_files: null,
  changes: null,
  unmatched_paths: null,
  reports: [],
  missing_tools: [],
  warnings: [],
};

const LISTS = ['tolerated_violations', 'reports', 'missing_tools', 'warnings'] as const;

/** Reads the evidence out of a verdict. A service of an earlier version lacks some of it. */
export function readVerdictFacts(body: Readonly<Record<string, unknown>>): VerdictFacts {
  const names = Object.keys(NO_FACTS) as (keyof VerdictFacts)[];
  const known = names.filter((name) => body[name] !== undefined && !(isList(name) && !Array.isArray(body[name])));
  const facts = Object.fromEntries(known.map((name) => [name, body[name]]));
  return { ...NO_FACTS, ...facts, warnings: toWarnings(body.warnings) };
}

const isList = (name: keyof VerdictFacts): boolean => LISTS.some((list) => list === name);

/** Reads warnings; a service of an earlier version sends the sentence alone. */
export function toWarnings(value: unknown): readonly VerdictWarning[] {
  if (!Array.isArray(value)) return [];
  return value.map((each: unknown) =>
    typeof each === 'string' ? { code: 'warning', message: each } : (each as VerdictWarning),
  );
}

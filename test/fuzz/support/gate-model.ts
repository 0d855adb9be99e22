/**
 * The gate as its contract describes it, written independently and small: four rules (all others are switched off), one
 * file with coverage, problems that no matcher could confuse. It shares no code with the service.
 */

export type Severity = 'critical' | 'high' | 'medium';

/** Problems for analyzers to find; each in a file of its own, under a rule of its own. */
export const PROBLEMS: readonly Severity[] = ['critical', 'critical', 'high', 'high', 'high', 'medium'];
export const TOOLS = ['alpha', 'beta'] as const;
export type Tool = (typeof TOOLS)[number];

export const RULES = ['new_critical_max', 'new_high_max', 'duplication_pct_max', 'new_coverage_min'] as const;
export type Rule = (typeof RULES)[number];
export type Policy = Readonly<Record<Rule, number | null>>;

const VIOLATION_SEVERITY: Readonly<Record<Rule, string>> = {
  new_critical_max: 'critical',
  new_high_max: 'high',
  duplication_pct_max: 'high',
  new_coverage_min: 'medium',
};

export interface ModelWaiver {
  readonly id: number;
  readonly rule: Rule;
  readonly scope: Scope;
  readonly pr: number | null;
  readonly maxActual: number | null;
  isRevoked: boolean;
}
export type Scope = 'organization' | 'repository' | 'pull request';

/** A row of a scan's findings. */
export interface ModelRow {
  readonly tool: string;
  readonly problem: number;
  readonly issueId: number;
  readonly isNew: boolean;
}

/** Inputs of a verdict, all from one moment. */
export interface Situation {
  readonly revision: number;
  readonly policy: Policy;
  readonly isEnabled: boolean;
  readonly waivers: readonly ModelWaiver[];
  readonly rows: readonly ModelRow[];
  readonly marked: ReadonlySet<number>;
  readonly pr: number | null;
  readonly hasFindingsReport: boolean;
  readonly duplicationPct: number | null;
  /** Lines and whether each was run; null while no report came. */
  readonly coverage: readonly boolean[] | null;
  readonly isCoverageOwed: boolean;
  /** Measures of the scan that a change is compared with; null without one. */
  readonly base: Pick<Situation, 'duplicationPct' | 'coverage'> | null;
}

/** The part of a verdict that the model speaks of. */
export interface ModelVerdict {
  readonly status: 'passed' | 'failed' | 'not_configured';
  readonly policy_version: string;
  readonly violations: readonly object[];
  readonly tolerated_violations: readonly object[];
  readonly waived_violations: readonly object[];
  readonly newCritical: number;
  readonly newHigh: number;
}

export function judge(situation: Situation): ModelVerdict {
  const { policy, revision, isEnabled } = situation;
  const counted = situation.rows.filter((row) => row.isNew && !situation.marked.has(row.issueId));
  const count = (severity: Severity) => counted.filter(({ problem }) => PROBLEMS[problem] === severity).length;
  const verdict = {
    policy_version: `v${revision}`,
    violations: [] as object[],
    tolerated_violations: [] as object[],
    waived_violations: [] as object[],
    newCritical: count('critical'),
    newHigh: count('high'),
  };
  if (revision === 0 || !isEnabled) return { ...verdict, status: 'not_configured' };
  for (const rule of RULES) {
    const threshold = policy[rule];
    const actual = threshold === null ? undefined : actualOf(rule, situation, count);
    if (actual === undefined || threshold === null || !isBroken(rule, actual, threshold)) continue;
    const before = baseActualOf(rule, situation);
    if (actual !== null && before !== null && !isWorse(rule, situation, actual, before)) {
      const why = isBroken(rule, before, threshold) ? 'base_breaks_it' : 'only_fewer_lines';
      verdict.tolerated_violations.push({ rule, threshold, actual, base_actual: before, why });
      continue;
    }
    const violation = { rule, threshold, actual, severity: VIOLATION_SEVERITY[rule] };
    const waiver = creditedWaiver(situation, rule, actual);
    if (waiver) verdict.waived_violations.push({ ...violation, waived: true, waiver_id: waiver.id });
    else verdict.violations.push(violation);
  }
  return { ...verdict, status: verdict.violations.length > 0 ? 'failed' : 'passed' };
}

/** Undefined: nothing to judge. Null: it was owed and did not come. */
function actualOf(rule: Rule, situation: Situation, count: (severity: Severity) => number): number | null | undefined {
  switch (rule) {
    case 'new_critical_max':
    case 'new_high_max':
      if (situation.pr === null) return 0;
      return situation.hasFindingsReport ? count(rule === 'new_high_max' ? 'high' : 'critical') : undefined;
    case 'duplication_pct_max':
      return situation.duplicationPct ?? undefined;
    case 'new_coverage_min': {
      const { coverage } = situation;
      if (coverage === null) return situation.isCoverageOwed ? null : undefined;
      return percentageOf(coverage);
    }
  }
}

/** Null: the rule says nothing about the base, or nothing was measured there. */
function baseActualOf(rule: Rule, { base }: Situation): number | null {
  if (rule === 'duplication_pct_max') return base?.duplicationPct ?? null;
  return rule === 'new_coverage_min' && base?.coverage ? percentageOf(base.coverage) : null;
}

/** A percentage of which nothing but the lines around it changed is no worse. */
const isWorse = (rule: Rule, { coverage, base }: Situation, actual: number, before: number): boolean =>
  isBroken(rule, actual, before) &&
  !(rule === 'new_coverage_min' && missedIn(coverage ?? []) <= missedIn(base?.coverage ?? []));

const missedIn = (lines: readonly boolean[]): number => lines.filter((isRun) => !isRun).length;

const percentageOf = (lines: readonly boolean[]): number => (100 * lines.filter(Boolean).length) / lines.length;

const isBroken = (rule: Rule, actual: number | null, threshold: number): boolean =>
  actual === null || (rule === 'new_coverage_min' ? actual < threshold : actual > threshold);

const LEVELS: readonly Scope[] = ['pull request', 'repository', 'organization'];

/** True when a waiver applies to the scans of this pull request (null: of no pull request). */
export const reaches = (waiver: ModelWaiver, pr: number | null): boolean =>
  waiver.scope !== 'pull request' || waiver.pr === pr;

function creditedWaiver({ waivers, pr }: Situation, rule: Rule, actual: number | null): ModelWaiver | undefined {
  const covering = waivers.filter(
    (waiver) =>
      waiver.rule === rule &&
      !waiver.isRevoked &&
      reaches(waiver, pr) &&
      (waiver.maxActual === null || (actual !== null && !isBroken(rule, actual, waiver.maxActual))),
  );
  return LEVELS.map((level) => covering.filter(({ scope }) => scope === level).at(-1)).find((found) => found);
}

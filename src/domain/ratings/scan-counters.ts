import type { CountedFinding } from '../findings/counted-finding.js';
import {
  DEBT_KINDS,
  type DebtKind,
  PROBLEM_TYPES,
  type ProblemType,
  SEVERITIES,
  type Severity,
} from '../findings/finding.js';

export type SeverityCounts = Readonly<Record<Severity, number>>;

/** Numbers of findings: every type by every severity, and every debt kind, zeros included. */
export interface FindingCounters {
  readonly byType: Readonly<Record<ProblemType, SeverityCounts>>;
  readonly byDebtKind: Readonly<Record<DebtKind, number>>;
  /** Findings that their tool calls an error; null, or left out, where a version stored some that did not keep levels. */
  readonly toolErrors?: number | null;
}

/**
 * Counters stored on a scan, as JSON, so that gate, ratings and debt never read its findings again. False positives and
 * suppressed findings are in no part.
 */
export interface ScanCounters {
  readonly all: FindingCounters;
  /** Those among `all` that are new against the baseline. */
  readonly new: FindingCounters;
  /** Accepted ones, which are in neither of the others. Left out where none was. */
  readonly accepted?: FindingCounters;
  /** Those among `all` that are inherited, by rules that did not run on the base. Left out where there are none. */
  readonly newRules?: FindingCounters;
}

/** New findings as a reviewer meets them; `total` is the sum of the four. */
export interface NewInPr {
  readonly critical: number;
  readonly high: number;
  readonly medium: number;
  readonly low: number;
  readonly total: number;
}

/** Coverage has a rule of its own; counting its gaps here would fail a change twice for the same thing. */
export const GATED_TYPES: readonly ProblemType[] = PROBLEM_TYPES.filter((type) => type !== 'coverage_gap');

/** Severities of findings that rules on new findings count: all but `info`. */
export const GATED_SEVERITIES: readonly Severity[] = SEVERITIES.filter((severity) => severity !== 'info');

/** Counts problems, one by one or in groups that count alike, in any order. */
export function countFindings(findings: Iterable<CountedFinding>): ScanCounters {
  const counters: Mutable<ScanCounters> = { all: zeroCounters(), new: zeroCounters() };
  for (const finding of findings) {
    const { type } = finding;
    if (finding.isFalsePositive || finding.isSuppressed || type === 'suppression') continue;
    const counted = { ...finding, type };
    if (finding.isAccepted) {
      countInto((counters.accepted ??= zeroCounters()), counted);
      continue;
    }
    countInto(counters.all, counted);
    if (finding.isNew) countInto(counters.new, counted);
    if (finding.isOfNewRule) countInto((counters.newRules ??= zeroCounters()), counted);
  }
  return counters;
}

/** A scan without any finding in a part of its counters. */
export const noFindings = (): FindingCounters => zeroCounters();

/** Numbers by severity added up; zeros where there are none. */
export function addSeverities(counts: readonly SeverityCounts[]): SeverityCounts {
  return tabulate(SEVERITIES, (severity) => sum(counts.map((each) => each[severity])));
}

/** Adds up numbers of findings by their severity. */
export const countSeverities = (
  counts: readonly { readonly severity: Severity; readonly count: number }[],
): SeverityCounts =>
  tabulate(SEVERITIES, (severity) => sum(counts.flatMap((each) => (each.severity === severity ? [each.count] : []))));

/** Findings of the given types by severity. */
export function severityCountsOf(counters: FindingCounters, types: readonly ProblemType[]): SeverityCounts {
  return addSeverities(types.map((type) => counters.byType[type]));
}

/** Findings of each type, all severities together. */
export function countByType(counters: FindingCounters): Record<ProblemType, number> {
  return tabulate(PROBLEM_TYPES, (type) => sum(Object.values(counters.byType[type])));
}

/**
 * Counts of the findings that a change brings in: without `info`, which requires nothing of anybody, and without
 * `coverage_gap`. Given `all` counters it counts inherited findings by the same rules.
 */
export function countGated(counters: FindingCounters): NewInPr {
  const { critical, high, medium, low } = severityCountsOf(counters, GATED_TYPES);
  return { critical, high, medium, low, total: critical + high + medium + low };
}

/** Counts findings of all types, coverage gaps among them, without `info`. */
export function countGatedAndGaps(counters: FindingCounters): number {
  const { critical, high, medium, low } = severityCountsOf(counters, PROBLEM_TYPES);
  return critical + high + medium + low;
}

/** The `new_in_pr` of a scan. */
export const newInPr = (counters: ScanCounters): NewInPr => countGated(counters.new);

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends object ? Mutable<T[K]> : T[K] };

function zeroCounters(): Mutable<FindingCounters> {
  return {
    byType: tabulate(PROBLEM_TYPES, () => tabulate(SEVERITIES, () => 0)),
    byDebtKind: tabulate(DEBT_KINDS, () => 0),
    toolErrors: 0,
  };
}

function countInto(counters: Mutable<FindingCounters>, finding: CountedFinding & { readonly type: ProblemType }): void {
  const { type, severity, debtKind, toolLevel, count = 1 } = finding;
  counters.byType[type][severity] += count;
  counters.byDebtKind[debtKind] += count;
  if (toolLevel === 'unknown') counters.toolErrors = null;
  else if (toolLevel === 'error' && counters.toolErrors != null) counters.toolErrors += count;
}

function tabulate<K extends string, V>(keys: readonly K[], valueOf: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, valueOf(key)])) as Record<K, V>;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

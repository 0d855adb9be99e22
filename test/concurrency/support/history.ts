import {
  judge,
  type ModelRow,
  type ModelWaiver,
  type Policy,
  reaches,
  type Rule,
} from '../../fuzz/support/gate-model.js';

/** Start and end of a request, by one clock, in milliseconds. */
export interface Span {
  readonly sent: number;
  readonly answered: number;
}

/** A waiver, and when it came and went; null: it was there before, or never went. */
export interface TimedWaiver extends ModelWaiver {
  readonly created: Span | null;
  revoked: Span | null;
}

/** A revision of the policy, and when it was saved; null: before. */
export interface TimedRevision {
  readonly revision: number;
  readonly policy: Policy;
  readonly saved: Span | null;
}

/** An evaluation as it is stored. */
export interface StoredEvaluation {
  readonly number: number;
  readonly trigger: string;
  readonly policyRevision: number;
  readonly verdict: any;
}

/** All that may explain the evaluations of one scan. */
export interface Explanations {
  readonly revisions: readonly TimedRevision[];
  readonly waivers: readonly TimedWaiver[];
  readonly pr: number;
  readonly rows: readonly ModelRow[];
  readonly duplicationPct: number | null;
  /** Reports of coverage that were taken. */
  readonly coverage: readonly (readonly boolean[])[];
  /** Issues whose mark changed meanwhile. */
  readonly marked: readonly number[];
}

/**
 * Faults of a stored evaluation; empty when exactly one revision of the policy and one set of waivers, both in force at
 * one instant of `during`, explain it together with some of the reports and marks that came meanwhile.
 */
export function findUnexplained(evaluation: StoredEvaluation, during: Span, known: Explanations): string[] {
  const { verdict } = evaluation;
  const revision = known.revisions.find((candidate) => candidate.revision === evaluation.policyRevision);
  if (!revision)
    return [`evaluation ${evaluation.number} names the revision ${evaluation.policyRevision}, which is none`];
  const considered = new Set(verdict.considered.waiver_ids as number[]);
  const waivers = known.waivers.filter(({ id }) => considered.has(id));
  const faults: string[] = [];
  if (waivers.length !== considered.size) faults.push('it considers waivers that are not known');
  if (!hasInstant(revision, considered, during, known))
    faults.push(`revision ${revision.revision} and waivers ${[...considered].join()} were never in force together`);
  if (!isExplained(verdict, revision, waivers, known)) faults.push('no reports and marks explain it');
  return faults.map((fault) => `evaluation ${evaluation.number} (${evaluation.trigger}): ${fault}`);
}

function isExplained(
  verdict: any,
  revision: TimedRevision,
  waivers: readonly TimedWaiver[],
  known: Explanations,
): boolean {
  const { pr, duplicationPct } = known;
  return subsetsOf(known.coverage).some((reports) =>
    subsetsOf(known.marked).some((marked) =>
      [known.rows, known.rows.map((row) => ({ ...row, isNew: true }))].some((rows) => {
        const expected = judge({
          ...{ revision: revision.revision, policy: revision.policy, isEnabled: true, pr, duplicationPct, rows },
          waivers: waivers.map((waiver) => ({ ...waiver, isRevoked: false })),
          marked: new Set(marked),
          hasFindingsReport: true,
          coverage: reports.length === 0 ? null : union(reports),
          isCoverageOwed: false,
          base: null,
        });
        const told = {
          status: verdict.status,
          policy_version: verdict.policy_version,
          violations: verdict.violations,
          tolerated_violations: verdict.tolerated_violations,
          waived_violations: verdict.waived_violations,
          newCritical: verdict.new_in_pr.critical,
          newHigh: verdict.new_in_pr.high,
        };
        return JSON.stringify(ordered(told)) === JSON.stringify(ordered(expected));
      }),
    ),
  );
}

/** True when there is an instant at which the revision and just these waivers can have been in force. */
function hasInstant(
  revision: TimedRevision,
  considered: ReadonlySet<number>,
  during: Span,
  known: Explanations,
): boolean {
  const next = known.revisions.find((candidate) => candidate.revision === revision.revision + 1);
  const from = Math.max(during.sent, revision.saved?.sent ?? -Infinity);
  const to = Math.min(during.answered, next?.saved?.answered ?? Infinity);
  const reaching = known.waivers.filter((waiver) => reaches(waiver, known.pr));
  const instants = [from, to, ...reaching.flatMap(({ created, revoked }) => [created, revoked].flatMap(endsOf))];
  return instants.some(
    (at) =>
      at >= from &&
      at <= to &&
      reaching.every(({ id, created, revoked }) =>
        considered.has(id)
          ? at >= (created?.sent ?? -Infinity) && at <= (revoked?.answered ?? Infinity)
          : at <= (created?.answered ?? -Infinity) || (revoked !== null && at >= revoked.sent),
      ),
  );
}

const endsOf = (span: Span | null): number[] => (span === null ? [] : [span.sent, span.answered]);

export const union = (reports: readonly (readonly boolean[])[]): boolean[] =>
  reports[0]!.map((_, line) => reports.some((report) => report[line]));

function subsetsOf<T>(items: readonly T[]): T[][] {
  return Array.from({ length: 2 ** items.length }, (_, chosen) => items.filter((_item, at) => (chosen >> at) & 1));
}

/** With the keys of all objects in one order. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, held]) => [key, ordered(held)]),
  );
}

export type { Rule };

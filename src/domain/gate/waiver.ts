import { type RepoId, type WaiverId } from '../ids.js';
import { type WaiverLookup } from './evaluate-gate.js';
import { type Actual, type Threshold } from './exact-value.js';
import { isBroken, type RuleName } from './rules.js';

/** An admin's decision to let a violation of one rule pass: in the organization, a repository or one pull request. */
export interface Waiver {
  readonly id: WaiverId;
  readonly rule: RuleName;
  /** Null: the whole organization. */
  readonly repoId: RepoId | null;
  /** Null: the whole repository. Set only beside `repoId`. */
  readonly prNumber: number | null;
  /** The worst actual that is waived (the least, for coverage; the worst letter, for the rating); null: any. */
  readonly maxActual: Threshold | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Place and time of a gate's evaluation. `at` is one instant for the whole evaluation. */
export interface WaiverSituation {
  readonly repoId: RepoId;
  readonly prNumber: number | null;
  readonly at: Date;
}

/** A waiver covers the time before `expiresAt`, not that instant itself. */
export const isExpired = ({ expiresAt }: Pick<Waiver, 'expiresAt'>, at: Date): boolean =>
  expiresAt !== null && expiresAt.getTime() <= at.getTime();

/**
 * A revoked waiver is out of force at once, whatever the instant of evaluation: the clocks of two servers may differ.
 */
export const isInForce = (waiver: Pick<Waiver, 'expiresAt' | 'revokedAt'>, at: Date): boolean =>
  waiver.revokedAt === null && !isExpired(waiver, at);

/**
 * The waiver to credit for a violation, or null: among those in force that cover it the most specific one (pull request,
 * then repository, then organization), on one level the newest, then the higher id. One that is expired, revoked or
 * exceeded falls through to the broader ones. The order of `waivers` does not matter.
 */
export function findWaiver(
  waivers: readonly Waiver[],
  violation: WaiverSituation & { readonly rule: RuleName; readonly actual: Actual | null },
): Waiver | null {
  const covering = waivers.filter(
    (waiver) =>
      waiver.rule === violation.rule &&
      reachesScan(waiver, violation) &&
      isInForce(waiver, violation.at) &&
      isWithinBound(waiver, violation.actual),
  );
  return covering.reduce<Waiver | null>(
    (best, waiver) => (best === null || compareCredit(waiver, best) > 0 ? waiver : best),
    null,
  );
}

/** `findWaiver` as `evaluateGate` asks for it. */
export function waiverLookup(waivers: readonly Waiver[], situation: WaiverSituation): WaiverLookup {
  return (rule, actual) => findWaiver(waivers, { ...situation, rule, actual })?.id ?? null;
}

/** True for a waiver of the scan's organization, repository or pull request. */
export function reachesScan(
  waiver: Pick<Waiver, 'repoId' | 'prNumber'>,
  { repoId, prNumber }: Pick<WaiverSituation, 'repoId' | 'prNumber'>,
): boolean {
  if (waiver.repoId === null) return waiver.prNumber === null;
  return waiver.repoId === repoId && (waiver.prNumber === null || waiver.prNumber === prNumber);
}

/** Nobody can say that an actual which is not known stays within a bound. */
function isWithinBound({ rule, maxActual }: Waiver, actual: Actual | null): boolean {
  return maxActual === null || (actual !== null && !isBroken(rule, actual, maxActual));
}

function compareCredit(one: Waiver, other: Waiver): number {
  return (
    specificity(one) - specificity(other) || one.createdAt.getTime() - other.createdAt.getTime() || one.id - other.id
  );
}

const specificity = ({ repoId, prNumber }: Waiver): number => Number(repoId !== null) + Number(prNumber !== null);

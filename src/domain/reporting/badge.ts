import { displayPct } from '../exact/rounding.js';
import type { GateStatus } from '../gate/decide-status.js';
import { rateCoverage, type Rating } from '../ratings/ratings.js';

/** Statements that a badge makes about a branch. */
export const BADGE_KINDS = ['gate', 'coverage', 'reliability', 'maintainability'] as const;
export type BadgeKind = (typeof BADGE_KINDS)[number];

/** Facts about a branch: the gate's by its last scan that ended, measures by the last one that was completed. */
export interface BadgeFacts {
  /** Null where the scan timed out. */
  readonly gateStatus: GateStatus | null;
  readonly endedAt: Date;
  /** Null while no scan was completed. */
  readonly measured: {
    readonly linesTotal: number;
    readonly linesCovered: number;
    readonly reliability: Rating | null;
    readonly maintainability: Rating | null;
    readonly completedAt: Date;
  } | null;
}

/** A badge as it is drawn: a label, a message and the message's colour. The message alone says all that the colour does. */
export interface Badge {
  readonly label: string;
  readonly message: string;
  readonly color: BadgeColor;
}

export type BadgeColor = 'brightgreen' | 'green' | 'yellow' | 'orange' | 'red' | 'lightgrey';

interface Statement {
  readonly message: string;
  readonly color: BadgeColor;
  /** Time of the scan that it is about. */
  readonly at: Date;
}

const LABELS: Readonly<Record<BadgeKind, string>> = {
  gate: 'quality gate',
  coverage: 'coverage',
  reliability: 'reliability',
  maintainability: 'maintainability',
};
const UNKNOWN = { message: 'unknown', color: 'lightgrey' } as const;
const OF_STATUS: Readonly<Record<GateStatus, Omit<Statement, 'at'>>> = {
  passed: { message: 'passed', color: 'brightgreen' },
  failed: { message: 'failed', color: 'red' },
  not_configured: { message: 'not configured', color: 'lightgrey' },
};
const OF_RATING: Readonly<Record<Rating, BadgeColor>> = {
  A: 'brightgreen',
  B: 'green',
  C: 'yellow',
  D: 'orange',
  E: 'red',
};

const OLD_MS = 30 * 24 * 60 * 60_000;
/** Decimals of a percentage. */
const PCT_DIGITS = 1;

/**
 * The badge of a branch; "unknown" without facts, and where a measure is missing. The label of what is older than 30 days ends
 * in " (old)".
 *
 * @param label in place of the usual one; null: none was chosen
 */
export function describeBadge(kind: BadgeKind, facts: BadgeFacts | null, now: Date, label: string | null): Badge {
  const statement = facts && STATEMENTS[kind](facts);
  const isOld = statement !== null && now.getTime() - statement.at.getTime() > OLD_MS;
  const { message, color } = statement ?? UNKNOWN;
  return { label: (label ?? LABELS[kind]) + (isOld ? ' (old)' : ''), message, color };
}

const STATEMENTS: Readonly<Record<BadgeKind, (facts: BadgeFacts) => Statement | null>> = {
  gate: ({ gateStatus, endedAt: at }) => ({ ...OF_STATUS[gateStatus ?? 'failed'], at }),
  coverage: ({ measured }) => measured && stateCoverage(measured),
  reliability: ({ measured }) => measured && stateRating(measured.reliability, measured.completedAt),
  maintainability: ({ measured }) => measured && stateRating(measured.maintainability, measured.completedAt),
};

function stateCoverage({ linesTotal, linesCovered, completedAt: at }: NonNullable<BadgeFacts['measured']>) {
  const [pct, rating] = [displayPct(linesCovered, linesTotal, PCT_DIGITS), rateCoverage(linesCovered, linesTotal)];
  return rating && { message: `${pct}%`, color: OF_RATING[rating], at };
}

const stateRating = (rating: Rating | null, at: Date): Statement | null =>
  rating && { message: rating, color: OF_RATING[rating], at };

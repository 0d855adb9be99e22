import { SEVERITIES, type Severity } from '../../domain/findings/finding.js';

const SUPPRESSED = 8;
const SUPPRESSED_ON_BASE = 16;

/**
 * Facts on a finding that tracking needs besides its features, as one small number: the place of its severity in
 * `SEVERITIES`, and whether its tool reports it as suppressed.
 */
export const factsOf = (severity: Severity, isSuppressed: boolean): number =>
  SEVERITIES.indexOf(severity) + (isSuppressed ? SUPPRESSED : 0);

export const severityIn = (facts: number): number => facts % SUPPRESSED;

/** Suppressed by the report's own word. */
export const isSuppressedIn = (facts: number): boolean => (facts & SUPPRESSED) !== 0;

/** Suppressed, be it on the base alone. */
export const countsAsSuppressed = (facts: number): boolean => facts >= SUPPRESSED;

/** Writes `countsAsSuppressed` as a condition on a row of `findings` that goes by `table`. */
export const isRowSuppressed = (table: string): string => `(${table}.is_suppressed OR ${table}.is_suppressed_on_base)`;

/** `factsOf` of a row of `findings`, and whether it is suppressed on the base, as a bigint. */
export const FACTS_OF_ROW = `(
  CASE severity ${SEVERITIES.map((severity, at) => `WHEN '${severity}' THEN ${at}`).join(' ')} END
  + CASE WHEN is_suppressed THEN ${SUPPRESSED} ELSE 0 END
  + CASE WHEN is_suppressed_on_base THEN ${SUPPRESSED_ON_BASE} ELSE 0 END)::bigint`;

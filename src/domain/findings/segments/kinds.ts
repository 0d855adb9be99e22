import { DEBT_KINDS, type DebtKind, FINDING_TYPES, type FindingType, SEVERITIES, type Severity } from '../finding.js';

/** The traits of a finding by which it is counted. */
export interface FindingKind {
  readonly type: FindingType;
  readonly severity: Severity;
  readonly debtKind: DebtKind;
  /** Suppressed by the report's own word. */
  readonly isSuppressed: boolean;
}

/** Bits of a kind from the lowest: suppression, severity, type, debt kind. They are stored: lists of them only grow. */
const SEVERITY_AT = 1;
const TYPE_AT = 4;
const DEBT_KIND_AT = 8;

/** A kind as one number. */
export const codeOfKind = ({ type, severity, debtKind, isSuppressed }: FindingKind): number =>
  (isSuppressed ? 1 : 0) |
  (SEVERITIES.indexOf(severity) << SEVERITY_AT) |
  (FINDING_TYPES.indexOf(type) << TYPE_AT) |
  (DEBT_KINDS.indexOf(debtKind) << DEBT_KIND_AT);

export function kindOf(code: number): FindingKind {
  const { type, severity, debtKind } = placesOfKind(code);
  return {
    type: FINDING_TYPES[type]!,
    severity: SEVERITIES[severity]!,
    debtKind: DEBT_KINDS[debtKind]!,
    isSuppressed: isSuppressedKind(code),
  };
}

/** The places of the traits in `FINDING_TYPES`, `SEVERITIES` and `DEBT_KINDS`. */
export const placesOfKind = (code: number): Readonly<Record<'type' | 'severity' | 'debtKind', number>> => ({
  type: (code >> TYPE_AT) & 0xf,
  severity: severityOf(code),
  debtKind: code >> DEBT_KIND_AT,
});

/** The place of the severity in `SEVERITIES`. */
export const severityOf = (code: number): number => (code >> SEVERITY_AT) & 7;

export const isSuppressedKind = (code: number): boolean => (code & 1) === 1;

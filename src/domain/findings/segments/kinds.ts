import {
  DEBT_KINDS,
  type DebtKind,
  FINDING_TYPES,
  type FindingType,
  SEVERITIES,
  type Severity,
  TOOL_LEVELS,
  type ToolLevel,
} from '../finding.js';

/** The traits of a finding by which it is counted. */
export interface FindingKind {
  readonly type: FindingType;
  readonly severity: Severity;
  readonly debtKind: DebtKind;
  /** Suppressed by the report's own word. */
  readonly isSuppressed: boolean;
  /** `unknown`: a version stored it that did not keep levels. */
  readonly toolLevel?: ToolLevel | 'unknown' | null | undefined;
}

/** Bits of a kind from the lowest: suppression, severity, type, debt kind, level of the tool. They are stored: lists of them only grow. */
const SEVERITY_AT = 1;
const TYPE_AT = 4;
const DEBT_KIND_AT = 8;
const LEVEL_AT = 12;

/** Levels in their order; versions that did not keep them stored 0. */
const STORED_LEVELS = ['unknown', null, ...TOOL_LEVELS] as const;

/** A kind as one number. */
export const codeOfKind = ({ type, severity, debtKind, isSuppressed, toolLevel = null }: FindingKind): number =>
  (isSuppressed ? 1 : 0) |
  (SEVERITIES.indexOf(severity) << SEVERITY_AT) |
  (FINDING_TYPES.indexOf(type) << TYPE_AT) |
  (DEBT_KINDS.indexOf(debtKind) << DEBT_KIND_AT) |
  (STORED_LEVELS.indexOf(toolLevel) << LEVEL_AT);

export function kindOf(code: number): FindingKind {
  const { type, severity, debtKind } = placesOfKind(code);
  return {
    type: FINDING_TYPES[type]!,
    severity: SEVERITIES[severity]!,
    debtKind: DEBT_KINDS[debtKind]!,
    isSuppressed: isSuppressedKind(code),
    toolLevel: STORED_LEVELS[code >> LEVEL_AT]!,
  };
}

/** The places of the traits in `FINDING_TYPES`, `SEVERITIES` and `DEBT_KINDS`. */
export const placesOfKind = (code: number): Readonly<Record<'type' | 'severity' | 'debtKind', number>> => ({
  type: (code >> TYPE_AT) & 0xf,
  severity: severityOf(code),
  debtKind: (code >> DEBT_KIND_AT) & 0xf,
});

/** The level as it is shown. */
export function toolLevelOf(code: number): ToolLevel | null {
  const level = STORED_LEVELS[code >> LEVEL_AT]!;
  return level === 'unknown' ? null : level;
}

/** The place of the severity in `SEVERITIES`. */
export const severityOf = (code: number): number => (code >> SEVERITY_AT) & 7;

export const isSuppressedKind = (code: number): boolean => (code & 1) === 1;

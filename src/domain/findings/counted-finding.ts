import type { DebtKind, FindingType, Severity, ToolLevel } from './finding.js';

/** The traits of findings that decide where they count. */
export interface CountedFinding {
  readonly type: FindingType;
  readonly severity: Severity;
  readonly debtKind: DebtKind;
  readonly isNew: boolean;
  readonly isFalsePositive: boolean;
  readonly isSuppressed: boolean;
  /** `unknown`: a version stored it that did not keep levels. */
  readonly toolLevel?: ToolLevel | 'unknown' | null | undefined;
  readonly isAccepted?: boolean;
  /** Inherited, by a rule that did not run on the base. */
  readonly isOfNewRule?: boolean;
  /** Number of findings with these traits; 1 where left out. */
  readonly count?: number;
}

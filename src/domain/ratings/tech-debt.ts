import { roundQuotient } from '../exact/rounding.js';
import { DEBT_KINDS, type DebtKind } from '../findings/finding.js';

/** Minutes to fix one finding of each kind. */
export const DEBT_MINUTES: Readonly<Record<DebtKind, number>> = {
  complexity_c: 20,
  complexity_d: 45,
  complexity_e: 90,
  complexity_f: 180,
  maintainability_index: 60,
  cognitive_complexity: 30,
  unused_code: 5,
  unused_file: 10,
  unused_export: 5,
  duplicated_block: 30,
  coverage_gap: 15,
  other: 10,
};

const MINUTES_PER_HOUR = 60;
const MINUTES_PER_ENGINEER_DAY = 8 * MINUTES_PER_HOUR;

export interface TechnicalDebt {
  readonly totalMinutes: number;
  /** To two decimals. */
  readonly totalHours: number;
  /** Days of eight hours, to two decimals, rounded from the minutes and not from the rounded hours. */
  readonly totalEngineerDays: number;
}

/** Effort of fixing all findings, from their number by kind (`ScanCounters.all.byDebtKind`). */
export function technicalDebt(countsByDebtKind: Readonly<Record<DebtKind, number>>): TechnicalDebt {
  const totalMinutes = DEBT_KINDS.reduce((total, kind) => total + countsByDebtKind[kind] * DEBT_MINUTES[kind], 0);
  return {
    totalMinutes,
    totalHours: roundQuotient(totalMinutes, MINUTES_PER_HOUR, 2),
    totalEngineerDays: roundQuotient(totalMinutes, MINUTES_PER_ENGINEER_DAY, 2),
  };
}

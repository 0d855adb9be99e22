import { textOf } from '../../../shell/address-text';

/** Ranges of a history with their days; without one all scans are listed. */
export const RANGE_DAYS = { '30d': 30, '90d': 90, '1y': 365 } as const;
export type HistoryRange = keyof typeof RANGE_DAYS;

/** Branch and range of the address. */
export interface HistorySearch {
  /** Default: the default branch. */
  readonly branch?: string;
  readonly range?: HistoryRange;
  /** Scan whose row is marked. */
  readonly scan?: number;
}

export function readHistorySearch({ branch, range, scan }: Record<string, unknown>): HistorySearch {
  const named = textOf(branch);
  const known = (Object.keys(RANGE_DAYS) as HistoryRange[]).find((each) => each === range);
  return {
    ...(named && { branch: named }),
    ...(known && { range: known }),
    ...(Number.isSafeInteger(scan) && { scan: scan as number }),
  };
}

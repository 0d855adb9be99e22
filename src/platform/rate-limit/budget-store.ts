import type { BudgetDecision } from './sliding-window.js';

/** Store of budget counts. */
export interface BudgetStore {
  /** True while processes count together; null where each counts alone. */
  readonly isShared: boolean | null;
  /** Takes one request from the budget `key` of `limit` a minute. */
  take(key: string, limit: number): Promise<BudgetDecision>;
  close(): Promise<void>;
}

import type { Admission } from './sliding-window.js';

/** Where budgets are counted. */
export interface BudgetStore {
  /** Takes one request from the budget `key` of `limit` a minute. */
  take(key: string, limit: number): Promise<Admission>;
  close(): Promise<void>;
}

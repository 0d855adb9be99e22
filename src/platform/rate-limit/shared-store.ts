import type { BudgetStore } from './budget-store.js';
import type { BudgetDecision } from './sliding-window.js';

/**
 * Counts in the shared store and, for requests that it lets through, here too. While the shared one is away, the
 * process continues with its own count: losing Redis hands out no fresh budget, so that a login stays as strict as
 * before.
 */
export class SharedStore implements BudgetStore {
  constructor(
    private readonly shared: BudgetStore,
    private readonly own: BudgetStore,
  ) {}

  get isShared(): boolean | null {
    return this.shared.isShared;
  }

  async take(key: string, limit: number): Promise<BudgetDecision> {
    const shared = await this.shared.take(key, limit).catch(() => null);
    if (shared?.isAdmitted === false) return shared;
    const own = await this.own.take(key, limit);
    return shared === null || !own.isAdmitted || own.remaining < shared.remaining ? own : shared;
  }

  async close(): Promise<void> {
    await Promise.all([this.shared.close(), this.own.close()]);
  }
}

import type { Clock } from '../time/clock.js';
import type { BudgetStore } from './budget-store.js';
import { type BudgetDecision, takeFromWindow, WINDOW_MS, type WindowEntry } from './sliding-window.js';

/** Beyond this the budget that was used longest ago is forgotten: memory stays bounded for any clients. */
const MAX_BUDGETS = 100_000;

/** Counts in this process. */
export class MemoryStore implements BudgetStore {
  readonly isShared = null;
  /** In the order of their last use. */
  private readonly budgets = new Map<string, readonly WindowEntry[]>();
  private readonly sweep: NodeJS.Timeout;

  constructor(private readonly clock: Clock) {
    this.sweep = setInterval(() => this.forgetOld(), WINDOW_MS);
    this.sweep.unref();
  }

  take(key: string, limit: number): Promise<BudgetDecision> {
    const { entries, decision } = takeFromWindow(this.budgets.get(key) ?? [], limit, this.clock.now().getTime());
    this.budgets.delete(key);
    this.budgets.set(key, entries);
    if (this.budgets.size > MAX_BUDGETS) this.budgets.delete(this.budgets.keys().next().value!);
    return Promise.resolve(decision);
  }

  close(): Promise<void> {
    clearInterval(this.sweep);
    return Promise.resolve();
  }

  private forgetOld(): void {
    const before = this.clock.now().getTime() - WINDOW_MS;
    for (const [key, entries] of this.budgets) if ((entries.at(-1)?.lastAt ?? 0) <= before) this.budgets.delete(key);
  }
}

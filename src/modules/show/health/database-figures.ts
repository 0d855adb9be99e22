import { Injectable } from '@nestjs/common';
import { DatabaseProbe, type Figures, type Outgoing } from '../../../platform/database/database-probe.js';
import { Clock } from '../../../platform/time/clock.js';

/** Age at which the figures are read again; the size of a large database takes a while. */
const MAX_AGE_MS = 10_000;

/** Figures that only the database has, read at most every ten seconds. They reject where that read failed. */
@Injectable()
export class DatabaseFigures {
  private read: Promise<Figures> | undefined;
  private readAtMs = -Infinity;

  constructor(
    private readonly probe: DatabaseProbe,
    private readonly clock: Clock,
  ) {}

  async sizeBytes(): Promise<number> {
    return (await this.current()).sizeBytes;
  }

  /** 0 while no scan is pending. */
  async oldestPendingSeconds(): Promise<number> {
    const { oldestPendingAt } = await this.current();
    return oldestPendingAt ? Math.max(0, (this.clock.now().getTime() - oldestPendingAt.getTime()) / 1000) : 0;
  }

  async outgoing(): Promise<readonly Outgoing[]> {
    return (await this.current()).outgoing;
  }

  async oldestOutgoing(): Promise<Figures['oldestOutgoing']> {
    return (await this.current()).oldestOutgoing;
  }

  async forgeBudgets(): Promise<NonNullable<Figures['forgeBudgets']>> {
    return (await this.current()).forgeBudgets ?? [];
  }

  private current(): Promise<Figures> {
    const now = performance.now();
    if (!this.read || now - this.readAtMs >= MAX_AGE_MS) {
      this.readAtMs = now;
      this.read = this.probe.figures(this.clock.now());
    }
    return this.read;
  }
}

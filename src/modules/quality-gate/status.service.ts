import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import type { GateStatusDto } from './dto/verdict.dto.js';
import { StatusReader } from './status.reader.js';
import { VerdictEvents } from './verdict.events.js';

/** How soon a verdict of another instance is seen, in milliseconds. */
const LOOK_AGAIN_MS = 500;

/** The gate status as callers ask for it. */
@Injectable()
export class StatusService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly statuses: StatusReader,
    private readonly events: VerdictEvents,
  ) {}

  read(caller: Caller, scanId: ScanId): Promise<GateStatusDto> {
    return this.tenant.run(caller.orgId, () => this.statuses.read(caller.orgId, scanId));
  }

  /**
   * The status as soon as there is a verdict, else the one when `waitMs` have passed or the client has gone away. Every
   * look is a transaction of its own; between them nothing is held.
   */
  async waitForVerdict(caller: Caller, scanId: ScanId, waitMs: number, isGone: AbortSignal): Promise<GateStatusDto> {
    const deadline = performance.now() + waitMs;
    for (;;) {
      // Listening before looking: a verdict that arrives in between wakes the sleep below.
      const nap = this.nap(caller, scanId);
      try {
        const status = await this.read(caller, scanId);
        const leftMs = deadline - performance.now();
        if (status.status !== null || leftMs <= 0 || isGone.aborted) return status;
        await nap.sleep(Math.min(leftMs, LOOK_AGAIN_MS), isGone);
      } finally {
        nap.end();
      }
    }
  }

  private nap(caller: Caller, scanId: ScanId) {
    const waker = new AbortController();
    return {
      sleep: (ms: number, isGone: AbortSignal) =>
        delay(ms, undefined, { signal: AbortSignal.any([waker.signal, isGone]) }).catch(() => undefined),
      end: this.events.onVerdict(caller.orgId, scanId, () => waker.abort()),
    };
  }
}

import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { NotFoundInOrg } from '../../platform/errors/app-error.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { RepoReader } from '../organization/repo.reader.js';
import { ScanReader } from '../scan/scan.reader.js';
import { Alarm } from './alarm.js';
import type { GateStatusDto } from './dto/verdict.dto.js';
import { StatusReader } from './status.reader.js';
import { VerdictEvents } from './verdict.events.js';

/** Interval of checks for a verdict of another instance, in milliseconds. */
const LOOK_AGAIN_MS = 500;

/** The gate status as callers ask for it. */
@Injectable()
export class StatusService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly repos: RepoReader,
    private readonly scans: ScanReader,
    private readonly statuses: StatusReader,
    private readonly events: VerdictEvents,
  ) {}

  readStatus(caller: Caller, scanId: ScanId): Promise<GateStatusDto> {
    return this.statuses.readStatus(caller.orgId, scanId);
  }

  /** The status of a commit's newest scan, pending ones included. */
  readOfCommit({ orgId }: Caller, repoName: string, commit: string): Promise<GateStatusDto> {
    return this.tenant.run(orgId, async () => {
      const repo = await this.repos.findByName(orgId, repoName);
      const scanId = repo && (await this.scans.findNewestOfCommit(orgId, repo.id, commit));
      if (scanId === null) throw new NotFoundInOrg('scan');
      return this.statuses.readStatus(orgId, scanId);
    });
  }

  /**
   * The status as soon as there is a verdict, else the one when `waitMs` have passed, the client has gone away or the
   * service stops. Every look is a transaction of its own; nothing is locked between them.
   */
  async waitForVerdict(caller: Caller, scanId: ScanId, waitMs: number, gone: AbortSignal): Promise<GateStatusDto> {
    const deadline = performance.now() + waitMs;
    const alarm = new Alarm();
    const stopListening = this.events.onVerdict(caller.orgId, scanId, alarm.ring);
    gone.addEventListener('abort', alarm.ring);
    try {
      for (;;) {
        // Before the look: a verdict that arrives during it rings, and is looked for at once.
        alarm.reset();
        const status = await this.readStatus(caller, scanId);
        const leftMs = deadline - performance.now();
        if (status.status !== null || leftMs <= 0 || gone.aborted || this.events.isClosed) return status;
        await alarm.sleep(Math.min(leftMs, LOOK_AGAIN_MS));
      }
    } finally {
      stopListening();
    }
  }
}

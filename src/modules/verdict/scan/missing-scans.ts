import { Injectable } from '@nestjs/common';
import type { RepoId } from '../../../domain/ids.js';
import { scanMissing } from '../../../domain/reporting/scan-events.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { RepoWriter } from '../../people/organization/repo.writer.js';
import { DueEvents, type DueObject, type DueSource } from '../../record/event/due.events.js';
import { EventWriter } from '../../record/event/event.writer.js';
import { BranchStaleness } from './branch-staleness.js';
import { MissingScanRepository } from './missing-scan.repository.js';

/**
 * Records `scan.missing` once when a default branch has no completed scan for the days that its organization sets. Completions
 * pay nothing for it: each repository is looked at when its newest scan of the last look gets too old.
 */
@Injectable()
export class MissingScans implements DueSource<RepoId> {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly due: MissingScanRepository,
    private readonly repos: RepoWriter,
    private readonly staleness: BranchStaleness,
    private readonly events: EventWriter,
    dueEvents: DueEvents,
  ) {
    dueEvents.register(this);
  }

  find(at: Date, atMost: number): Promise<DueObject<RepoId>[]> {
    return this.due.findDue(at, atMost);
  }

  async record({ orgId, id }: DueObject<RepoId>, at: Date): Promise<void> {
    await this.tenant.run(orgId, async () => {
      const due = await this.repos.lockScanLook(orgId, id, at);
      if (!due) return;
      const { look, last, staleAfterDays } = await this.staleness.judge(due.repo, due, at);
      await this.repos.saveScanLook(orgId, id, look);
      if (look.isNew) await this.events.record(orgId, [scanMissing(due.repo, last, staleAfterDays)]);
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { RepoId } from '../../../domain/ids.js';
import { judgeScanLook } from '../../../domain/reporting/missing-scan.js';
import { scanMissing } from '../../../domain/reporting/scan-events.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { OrganizationReader } from '../../people/organization/organization.reader.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { RepoWriter } from '../../people/organization/repo.writer.js';
import { DueEvents, type DueObject, type DueSource } from '../../record/event/due.events.js';
import { EventWriter } from '../../record/event/event.writer.js';
import { MissingScanRepository } from './missing-scan.repository.js';
import { ScanRepository } from './scan.repository.js';

/**
 * Records `scan.missing` once when a default branch has no completed scan for the days that its organization sets. Completions
 * pay nothing for it: each repository is looked at when its newest scan of the last look gets too old.
 */
@Injectable()
export class MissingScans implements DueSource<RepoId> {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly due: MissingScanRepository,
    private readonly scans: ScanRepository,
    private readonly repos: RepoReader,
    private readonly looks: RepoWriter,
    private readonly organizations: OrganizationReader,
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
      const before = await this.looks.lockScanLook(orgId, id, at);
      const repo = before && (await this.repos.findRepo(orgId, id));
      if (!repo) return;
      const { staleAfterDays } = await this.organizations.settings(orgId);
      const last = await this.scans.findLastCompletion(orgId, id, repo.defaultBranch);
      const look = judgeScanLook({ since: last?.completedAt ?? repo.createdAt, ...before }, staleAfterDays, at);
      await this.looks.saveScanLook(orgId, id, look);
      if (look.isNew) await this.events.record(orgId, [scanMissing(repo, last, staleAfterDays)]);
    });
  }
}

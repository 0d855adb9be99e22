import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { confirmCaller } from '../../../platform/tenancy/repo-bound.js';
import { ScanEvents } from './scan.events.js';
import { ScanRepository } from './scan.repository.js';
import type { PackedChanges, PackedPaths } from './scan.tasks.js';
import { ScanWriter } from './scan.writer.js';

/** Stores the facts that CI sends beside the reports. */
@Injectable()
export class ScanFactsService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanRepository,
    private readonly writer: ScanWriter,
    private readonly events: ScanEvents,
  ) {}

  /** The lines that the scan's change adds; a later report of them replaces an earlier one. */
  async saveChanges(caller: Caller, id: ScanId, changes: PackedChanges): Promise<void> {
    await confirmCaller();
    await this.tenant.run(caller.orgId, async () => {
      const scan = await this.writer.lockPending(caller, id);
      await this.scans.saveChanges(caller.orgId, id, changes);
      if (!scan.isBaselineScan) await this.scans.update(caller.orgId, id, { hasChanges: true });
    });
  }

  /** The files that the repository has, and who owns them; a later list replaces an earlier one. */
  async saveFileList(caller: Caller, id: ScanId, files: PackedPaths): Promise<void> {
    await confirmCaller();
    await this.tenant.run(caller.orgId, async () => {
      await this.writer.lockPending(caller, id);
      if (await this.scans.saveFileList(caller.orgId, id, files)) await this.events.filesListed(caller, id);
    });
  }
}

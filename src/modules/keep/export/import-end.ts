import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import { ChainWriter } from '../../verdict/chain/chain.writer.js';
import { ImportedRowsRepository } from './imported-rows.repository.js';
import { LastScansReadModel } from './last-scans.read-model.js';
import { StoredBytesReadModel } from './stored-bytes.read-model.js';

/** Does what follows from the rows that were imported, inside the open transaction of the new organization. */
@Injectable()
export class ImportEnd {
  constructor(
    private readonly imported: ImportedRowsRepository,
    private readonly quotas: QuotaWriter,
    private readonly storedBytes: StoredBytesReadModel,
    private readonly lastScans: LastScansReadModel,
    private readonly chains: ChainWriter,
  ) {}

  /** Raises sequences, continues the chains of verdicts and counts the stored bytes. */
  async end(orgId: OrgId): Promise<void> {
    await this.imported.raiseSequences(orgId);
    for (const { repoId, lastScanId } of await this.lastScans.list(orgId))
      await this.chains.recordImport(orgId, repoId, lastScanId);
    await this.quotas.addStoredBytes(orgId, await this.storedBytes.sum(orgId));
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { AuditRepository } from './audit.repository.js';
import type { AuditEntry, AuditFilter, ShownAuditEntry } from './audit-entry.js';
import { AuditNamesReadModel, type Party, partyOf } from './audit-names.read-model.js';
import { KeyKindsRepository } from './key-kinds.repository.js';

/** Entries of an export that are in memory at once. */
const EXPORT_BATCH = 500;

/** Reading the audit log. */
@Injectable()
export class AuditService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly entries: AuditRepository,
    private readonly keyKinds: KeyKindsRepository,
    private readonly names: AuditNamesReadModel,
  ) {}

  /** One page, newest first, those before `beforeId`. */
  async listAuditEntries(
    caller: Caller,
    filter: AuditFilter,
    { limit, beforeId }: { limit: number; beforeId: number | null },
  ): Promise<Page<ShownAuditEntry>> {
    const rows = await this.readAuditEntries(caller.orgId, filter, { limit: limit + 1, beforeId });
    return toPage(rows, limit, (entry) => [entry.id]);
  }

  /** One page of what is sealed, oldest first, those after `afterId`: for an archive that follows the log. */
  async followAuditEntries(
    caller: Caller,
    filter: AuditFilter,
    { limit, afterId }: { limit: number; afterId: number },
  ): Promise<Page<ShownAuditEntry>> {
    const { orgId } = caller;
    const rows = await this.tenant.run(orgId, () =>
      this.withNames(orgId, this.entries.listSealed(orgId, filter, { limit: limit + 1, afterId })),
    );
    return toPage(rows, limit, (entry) => [entry.id]);
  }

  /** All that match, newest first, batch by batch: no transaction is open while the client takes its time. */
  async *export(
    caller: Caller,
    filter: AuditFilter,
    beforeId: number | null,
  ): AsyncGenerator<readonly ShownAuditEntry[]> {
    let before = beforeId;
    for (;;) {
      const batch = await this.readAuditEntries(caller.orgId, filter, { limit: EXPORT_BATCH, beforeId: before });
      yield batch;
      if (batch.length < EXPORT_BATCH) return;
      before = batch.at(-1)?.id ?? null;
    }
  }

  private readAuditEntries(
    orgId: OrgId,
    filter: AuditFilter,
    page: { limit: number; beforeId: number | null },
  ): Promise<ShownAuditEntry[]> {
    return this.tenant.run(orgId, () => this.withNames(orgId, this.entries.listAuditEntries(orgId, filter, page)));
  }

  private async withNames(orgId: OrgId, read: Promise<readonly AuditEntry[]>): Promise<ShownAuditEntry[]> {
    const entries = await read;
    const keys = entries.flatMap(({ actor }) => (actor.type === 'api_key' && actor.id !== null ? [actor.id] : []));
    const [kinds, names] = await together([this.keyKinds.findKinds(orgId, keys), this.names.findNames(orgId, entries)]);
    return entries.map((entry) => {
      const { actor, target, repoId } = entry;
      const kind = actor.type === 'api_key' && actor.id !== null ? kinds.get(actor.id) : undefined;
      const nameOf = (party: Party) => names.get(partyOf(party)) ?? null;
      return {
        ...entry,
        kind: kind ?? null,
        names: { actor: nameOf(actor), target: nameOf(target), repo: nameOf({ type: 'repo', id: repoId }) },
      };
    });
  }
}

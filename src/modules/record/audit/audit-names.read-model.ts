import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { AuditEntry } from './audit-entry.js';

/** One that acted, or that an entry is about. */
export interface Party {
  readonly type: string;
  readonly id: number | null;
}

/** Key of a party in the names; a member is a user. */
export const partyOf = ({ type, id }: Party): string => `${type === 'member' ? 'user' : type}:${id}`;

/** Present names of the people and repositories that entries are by and about; keys and publishers stand in an entry by name. */
@Injectable()
export class AuditNamesReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** By `partyOf`; those that are gone are left out. */
  async findNames(orgId: OrgId, entries: readonly AuditEntry[]): Promise<ReadonlyMap<string, string>> {
    const parties = entries.flatMap(({ actor, target, repoId }): Party[] => [
      actor,
      target,
      { type: 'repo', id: repoId },
    ]);
    const idsOf = (type: string) => [
      ...new Set(
        parties.filter((party) => party.id !== null && partyOf(party).startsWith(`${type}:`)).map(({ id }) => id),
      ),
    ];
    const rows: { party: string; name: string }[] = await this.tenant.manager(orgId).query(
      `SELECT 'repo:' || r.id AS party, r.name FROM repos r WHERE r.org_id = $1 AND r.id = ANY ($2::bigint[])
      UNION ALL
      SELECT 'user:' || u.id, u.name FROM auth.find_users($3::bigint[]) AS u`,
      [orgId, idsOf('repo'), idsOf('user')],
    );
    return new Map(rows.map(({ party, name }) => [party, name]));
  }
}

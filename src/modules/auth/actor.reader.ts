import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';

/** $1 organization, $2 ids of users, $3 ids of keys */
const NAMES = `
  SELECT 'user:' || u.id AS actor, u.name FROM auth.find_users($2) AS u
  UNION ALL
  SELECT 'api_key:' || k.id, k.name FROM auth.api_keys k WHERE k.org_id = $1 AND k.id = ANY ($3)`;

/** Names of those who did something, as stored rows name them (`describeActor`), inside the open tenant transaction. */
@Injectable()
export class ActorReader {
  constructor(private readonly tenant: TenantDatabase) {}

  /** By actor; those that are not known any more are left out, as is the service itself. */
  async namesOf(orgId: OrgId, actors: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const idsOf = (kind: string) => [
      ...new Set(actors.filter((actor) => actor.startsWith(kind)).map((actor) => actor.slice(kind.length))),
    ];
    const rows: { actor: string; name: string }[] = await this.tenant
      .manager(orgId)
      .query(NAMES, [orgId, idsOf('user:'), idsOf('api_key:')]);
    return new Map(rows.map(({ actor, name }) => [actor, name]));
  }
}

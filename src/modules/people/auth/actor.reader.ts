import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { selectActorNames } from './actor-names.read-model.js';

export { selectActorNames };

const NAMES = selectActorNames({ users: '$2', keys: '$3', publishers: '$4' });

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
      .query(NAMES, [orgId, idsOf('user:'), idsOf('api_key:'), idsOf('trusted_publisher:')]);
    return new Map(rows.map(({ actor, name }) => [actor, name]));
  }
}

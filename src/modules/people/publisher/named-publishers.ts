import { Injectable } from '@nestjs/common';
import type { OrgId, TrustedPublisherId } from '../../../domain/ids.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { ActorReader } from '../auth/actor.reader.js';
import type { NamedPublisher, TrustedPublisher } from './trusted-publisher.js';
import { TrustedPublisherRepository } from './trusted-publisher.repository.js';

/** Reads trusted publishers with the names of their makers, inside the open tenant transaction. */
@Injectable()
export class NamedPublishers {
  constructor(
    private readonly publishers: TrustedPublisherRepository,
    private readonly actors: ActorReader,
  ) {}

  /** @throws NotFoundInOrg */
  async getPublisher({ orgId }: Caller, id: TrustedPublisherId): Promise<NamedPublisher> {
    const publisher = await this.publishers.findPublisher(orgId, id);
    if (!publisher) throw new NotFoundInOrg('trusted publisher');
    return (await this.nameMakers(orgId, [publisher]))[0]!;
  }

  /** The publishers with the names of who made them. */
  async nameMakers(orgId: OrgId, publishers: readonly TrustedPublisher[]): Promise<NamedPublisher[]> {
    const names = await this.actors.namesOf(orgId, publishers.map(makerOf));
    return publishers.map((one) => ({ ...one, createdByName: names.get(makerOf(one)) ?? null }));
  }
}

/** An import has other ids of people. */
const makerOf = ({ createdBy, createdByUserId }: TrustedPublisher): string =>
  createdBy.startsWith('user:') ? `user:${createdByUserId}` : createdBy;

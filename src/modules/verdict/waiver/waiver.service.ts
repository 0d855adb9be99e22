import { Injectable } from '@nestjs/common';
import { isInForce } from '../../../domain/gate/waiver.js';
import type { Field, WaiverDraft, WaiverFields } from '../../../domain/gate/waiver-draft.js';
import type { WaiverId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import type { VerdictChangeDto } from '../scan/verdict-changes.events.js';
import { WaiverReader } from './waiver.reader.js';
import { type ListedWaiver, type RecordedWaiver, WaiverRepository } from './waiver.repository.js';
import { WaiverDrafts } from './waiver-drafts.js';
import { WaiverEffects } from './waiver-effects.js';

/** A waiver after its change, with the verdicts that this turns. */
export interface WrittenWaiver<Kind> {
  readonly waiver: Kind;
  readonly changes: VerdictChangeDto[];
}

/** Making, extending and revoking waivers. */
@Injectable()
export class WaiverService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly waivers: WaiverRepository,
    private readonly drafts: WaiverDrafts,
    private readonly effects: WaiverEffects,
    private readonly reader: WaiverReader,
  ) {}

  /** Throws as `WaiverDrafts.draft` does. */
  create(caller: Caller, fields: WaiverFields): Promise<WrittenWaiver<RecordedWaiver>> {
    return this.tenant.run(caller.orgId, async () => {
      const at = this.tenant.now();
      return this.make(caller, await this.drafts.draft(caller, fields, at), at);
    });
  }

  /**
   * Makes a waiver that is checked, inside the open tenant transaction.
   *
   * @throws AppError `forbidden` for an author who waives a rule that asks for a second person
   */
  async make(caller: Caller, draft: WaiverDraft, at: Date): Promise<WrittenWaiver<RecordedWaiver>> {
    await this.refuseOwn(caller, draft);
    const waiver = await this.waivers.insert(caller.orgId, {
      ...draft,
      createdByUserId: caller.userId,
      createdBy: describeActor(caller),
      createdAt: at,
    });
    return { waiver, changes: await this.effects.created(caller, waiver, at) };
  }

  /**
   * Moves the end of a waiver in force.
   *
   * @throws ValidationFailed for an end that the organization's settings do not allow
   */
  changeExpiry(
    caller: Caller,
    id: WaiverId,
    wanted: Field<Date | null>,
  ): Promise<WrittenWaiver<ListedWaiver> & { readonly at: Date }> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const at = this.tenant.now();
      const expiresAt = await this.drafts.draftExpiry(orgId, wanted, at);
      const waiver = await this.waivers.lock(orgId, id);
      if (waiver === null) throw new NotFoundInOrg('waiver');
      if (!isInForce(waiver, at))
        throw new AppError('waiver_ended', 'The waiver has expired or was revoked. Create a new one.');
      await this.refuseOwn(caller, waiver);
      await this.waivers.setExpiry(orgId, id, expiresAt);
      await this.effects.updated(caller, waiver, expiresAt);
      // another end in the future turns no verdict
      return { waiver: (await this.waivers.findListed(orgId, id))!, at, changes: [] };
    });
  }

  private async refuseOwn({ orgId, userId }: Caller, draft: Parameters<WaiverReader['isOwn']>[2]): Promise<void> {
    if (await this.reader.isOwn(orgId, userId, draft))
      throw new AppError('forbidden', 'You are the author of the pull request. Ask another administrator.');
  }

  /** The waiver with its revocation; the first revocation counts. */
  revoke(caller: Caller, id: WaiverId): Promise<WrittenWaiver<RecordedWaiver & { readonly revokedAt: Date }>> {
    return this.tenant.run(caller.orgId, async () => {
      const at = this.tenant.now();
      const isNew = await this.waivers.revokeUnlessRevoked(caller.orgId, id, { by: describeActor(caller), at });
      const waiver = await this.waivers.findWaiver(caller.orgId, id);
      if (!waiver?.revokedAt) throw new NotFoundInOrg('waiver');
      const { revokedAt } = waiver;
      const changes = isNew ? await this.effects.revoked(caller, { ...waiver, revokedAt }, at) : [];
      return { waiver: { ...waiver, revokedAt }, changes };
    });
  }
}

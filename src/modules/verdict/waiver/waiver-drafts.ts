import { Injectable } from '@nestjs/common';
import {
  type AcceptanceDraft,
  type AcceptanceFields,
  draftAcceptanceRequest,
  draftExpiry,
  draftWaiver,
  type Field,
  type WaiverDraft,
  type WaiverFields,
} from '../../../domain/gate/waiver-draft.js';
import type { OrgId } from '../../../domain/ids.js';
import { ValidationFailed } from '../../../platform/errors/app-error.js';
import { beyondBound, type Caller, reaches } from '../../../platform/tenancy/caller.js';
import { OrganizationReader } from '../../people/organization/organization.reader.js';
import { RepoReader } from '../../people/organization/repo.reader.js';

/** Checks waivers against the terms of the organization, inside the open tenant transaction. */
@Injectable()
export class WaiverDrafts {
  constructor(
    private readonly organizations: OrganizationReader,
    private readonly repos: RepoReader,
  ) {}

  /**
   * @throws ValidationFailed naming every field that breaks a rule, those of the organization's settings included
   * @throws NotFoundInOrg for a repository that is not the organization's
   */
  async draft(caller: Caller, fields: WaiverFields, at: Date): Promise<WaiverDraft> {
    const drafted = draftWaiver(fields, { at, waiverMaxDays: await this.maxDays(caller.orgId) });
    if (!drafted.ok) throw new ValidationFailed(drafted.errors);
    const { draft } = drafted;
    if (draft.repoId !== null) await this.repos.getRepo(caller.orgId, draft.repoId);
    else if (!reaches(caller, null)) throw beyondBound();
    return draft;
  }

  /** @throws ValidationFailed as `draft` does */
  async draftAcceptance(orgId: OrgId, fields: AcceptanceFields, at: Date): Promise<AcceptanceDraft> {
    const drafted = draftAcceptanceRequest(fields, { at, waiverMaxDays: await this.maxDays(orgId) });
    if (!drafted.ok) throw new ValidationFailed(drafted.errors);
    return drafted.draft;
  }

  /** @throws ValidationFailed for an end that the organization's settings do not allow now */
  async draftExpiry(orgId: OrgId, expiresAt: Field<Date | null>, at: Date): Promise<Date | null> {
    const drafted = draftExpiry(expiresAt, { at, waiverMaxDays: await this.maxDays(orgId) });
    if (!drafted.ok) throw new ValidationFailed(drafted.errors);
    return drafted.expiresAt;
  }

  private async maxDays(orgId: OrgId): Promise<number | null> {
    return (await this.organizations.settings(orgId)).waiverMaxDays;
  }
}

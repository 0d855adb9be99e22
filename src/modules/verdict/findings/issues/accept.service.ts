import { Injectable } from '@nestjs/common';
import type { FieldError } from '../../../../domain/exact/field-error.js';
import { draftAcceptance } from '../../../../domain/gate/waiver-draft.js';
import type { IssueId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { ValidationFailed } from '../../../../platform/errors/app-error.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { OrganizationReader } from '../../../people/organization/organization.reader.js';
import { AcceptanceWriter, type AcceptedProblem } from './acceptance.writer.js';
import { refuseWithoutBaseline } from './issue.service.js';

/** Acceptance of problems, under the terms of waivers. */
@Injectable()
export class AcceptService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly organizations: OrganizationReader,
    private readonly writer: AcceptanceWriter,
  ) {}

  /**
   * @param until as it was sent; null: for good
   * @throws ValidationFailed for an end that the organization's settings for waivers do not allow
   */
  accept(caller: Caller, issueId: IssueId, reason: string, until: unknown): Promise<AcceptedProblem> {
    refuseWithoutBaseline(caller);
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const at = this.tenant.now();
      const { waiverMaxDays } = await this.organizations.settings(orgId);
      const draft = draftAcceptance(until, { at, waiverMaxDays });
      if (!draft.ok) throw new ValidationFailed(draft.errors satisfies readonly FieldError[]);
      return this.writer.accept(caller, { issueId, reason, expiresAt: draft.expiresAt }, at);
    });
  }
}

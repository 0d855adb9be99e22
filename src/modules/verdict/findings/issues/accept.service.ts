import { Injectable } from '@nestjs/common';
import type { FieldError } from '../../../../domain/exact/field-error.js';
import { draftAcceptance } from '../../../../domain/gate/waiver-draft.js';
import type { IssueId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { NotFoundInOrg, ValidationFailed } from '../../../../platform/errors/app-error.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { OrganizationReader } from '../../../people/organization/organization.reader.js';
import { AuditLogWriter } from '../../../record/audit/audit-log.writer.js';
import { ScanWriter } from '../../scan/scan.writer.js';
import { type VerdictChangeDto, VerdictChangesEvents } from '../../scan/verdict-changes.events.js';
import { type Acceptance, AcceptanceWriter, toAuditedAcceptance } from './acceptance.writer.js';
import { AcceptedIssueRepository } from './accepted-issue.repository.js';
import { IssueReadModel } from './issue.read-model.js';
import { refuseWithoutBaseline } from './issue.service.js';

/** Acceptance of problems, under the terms of waivers. */
@Injectable()
export class AcceptService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly issues: IssueReadModel,
    private readonly accepted: AcceptedIssueRepository,
    private readonly writer: AcceptanceWriter,
    private readonly organizations: OrganizationReader,
    private readonly scans: ScanWriter,
    private readonly changes: VerdictChangesEvents,
    private readonly audit: AuditLogWriter,
  ) {}

  /**
   * @param until as it was sent; null: for good
   * @throws ValidationFailed for an end that the organization's settings for waivers do not allow
   */
  accept(caller: Caller, issueId: IssueId, reason: string, until: unknown): Promise<Acceptance> {
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

  /**
   * Answers the verdicts that this turns.
   *
   * @throws NotFoundInOrg for a problem that is not accepted
   */
  withdraw(caller: Caller, issueId: IssueId): Promise<VerdictChangeDto[]> {
    refuseWithoutBaseline(caller);
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const at = this.tenant.now();
      const before = await this.accepted.remove(orgId, issueId);
      if (before === null) throw new NotFoundInOrg('accepted issue');
      const located = await this.issues.locate(orgId, [issueId]);
      const scanIds = await this.scans.marksChanged(caller, await this.issues.scansToActOn(orgId, located), at);
      await this.audit.record(caller, {
        action: 'finding.unaccepted',
        target: { type: 'issue', id: issueId },
        repoId: before.repoId,
        old: toAuditedAcceptance(before),
      });
      return this.changes.ask(orgId, { scanIds }, at);
    });
  }
}

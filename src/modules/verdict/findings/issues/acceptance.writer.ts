import { Injectable } from '@nestjs/common';
import { SUPPRESSIONS_TOOL } from '../../../../domain/findings/directive.js';
import type { AcceptanceDraft } from '../../../../domain/gate/waiver-draft.js';
import type { IssueId, ScanId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg } from '../../../../platform/errors/app-error.js';
import { type Caller, describeActor, emailOf, forPeople, isPerson } from '../../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../../record/audit/audit-log.writer.js';
import type { VerdictChangeDto } from '../../scan/verdict-changes.events.js';
import { type AcceptedIssue, AcceptedIssueRepository } from './accepted-issue.repository.js';
import { IssueReadModel } from './issue.read-model.js';
import { refuseWithoutBaseline } from './issue.service.js';
import { type FollowedMarks, MarkedVerdicts } from './marked-verdicts.js';
import { OwnAcceptancesReader } from './own-acceptances.reader.js';

/** An accepted problem, with the verdicts that this turns. */
export interface AcceptedProblem extends FollowedMarks {
  readonly accepted: AcceptedIssue;
}

/** Accepts problems under terms that are checked already, and takes that back. */
@Injectable()
export class AcceptanceWriter {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly issues: IssueReadModel,
    private readonly accepted: AcceptedIssueRepository,
    private readonly verdicts: MarkedVerdicts,
    private readonly audit: AuditLogWriter,
    private readonly own: OwnAcceptancesReader,
  ) {}

  /** @throws NotFoundInOrg for a problem that no scan has; AppError for a directive, by a key or the author of its change */
  accept(caller: Caller, { issueId, reason, expiresAt }: AcceptanceDraft, at: Date): Promise<AcceptedProblem> {
    refuseWithoutBaseline(caller);
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const located = await this.issues.locate(orgId, [issueId]);
      const [issue] = await this.issues.findIssues(orgId, located, null);
      if (!issue) throw new NotFoundInOrg('issue');
      if (issue.tool === SUPPRESSIONS_TOOL) {
        const shownBy = await this.issues.scansToActOn(orgId, located);
        await this.refuseFirstEyes(caller, [issue.firstSeenScanId, ...shownBy]);
      }
      const accepted = { ...issue, reason, markedBy: describeActor(caller), markedAt: at, endsAt: expiresAt };
      await this.accepted.save(orgId, accepted);
      const followed = await this.verdicts.follow(caller, located, at);
      await this.audit.record(caller, {
        action: 'finding.accepted',
        target: { type: 'issue', id: issueId },
        repoId: issue.repoId,
        new: toAuditedAcceptance(accepted),
      });
      return { accepted, ...followed };
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
      const { changes } = await this.verdicts.follow(caller, located, at);
      await this.audit.record(caller, {
        action: 'finding.unaccepted',
        target: { type: 'issue', id: issueId },
        repoId: before.repoId,
        old: toAuditedAcceptance(before),
      });
      return changes;
    });
  }

  /** A directive needs a second pair of eyes: those of a person other than the author of a change that has it. */
  private async refuseFirstEyes(caller: Caller, scanIds: readonly ScanId[]): Promise<void> {
    if (!isPerson(caller)) throw forPeople();
    if (await this.own.areWrittenBy(caller.orgId, scanIds, emailOf(caller)))
      throw new AppError(
        'forbidden',
        'You are the author of a change that contains the directive. Ask another administrator.',
      );
  }
}

/** The terms of an acceptance in the audit log. */
export const toAuditedAcceptance = ({ reason, endsAt }: Pick<AcceptedIssue, 'reason' | 'endsAt'>) => ({
  accepted_reason: reason,
  accepted_until: endsAt?.toISOString() ?? null,
});

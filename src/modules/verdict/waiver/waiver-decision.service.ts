import { Injectable } from '@nestjs/common';
import type { WaiverRequestId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { beyondBound, type Caller, describeActor, isPerson, reaches } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { AcceptanceWriter } from '../findings/issues/acceptance.writer.js';
import type { ChangedTerms, VerdictChangeDto } from '../scan/verdict-changes.events.js';
import { WaiverService } from './waiver.service.js';
import { WaiverDrafts } from './waiver-drafts.js';
import {
  type Decision,
  type RequestDraft,
  type WaiverRequest,
  WaiverRequestRepository,
} from './waiver-request.repository.js';

/** An approved request, with what it reaches and the verdicts that it turns. */
export interface ApprovedRequest extends Omit<Granted, 'waiverId'> {
  readonly request: WaiverRequest;
}

/** Effects of an approval: its waiver, if it makes one, and what that reaches. */
interface Granted extends Pick<Decision, 'waiverId'> {
  readonly changed: ChangedTerms;
  readonly changes: VerdictChangeDto[];
}

/** Decides on requests for waivers and for acceptances of problems: an administrator other than who made them approves them. */
@Injectable()
export class WaiverDecisionService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly requests: WaiverRequestRepository,
    private readonly waivers: WaiverService,
    private readonly drafts: WaiverDrafts,
    private readonly acceptances: AcceptanceWriter,
    private readonly audit: AuditLogWriter,
  ) {}

  /**
   * Makes the waiver, or accepts the problem, as the approver's own.
   *
   * @throws ValidationFailed where its end is not allowed any more
   * @throws NotFoundInOrg where no scan has the problem any more
   */
  approve(caller: Caller, id: WaiverRequestId): Promise<ApprovedRequest> {
    return this.tenant.run(caller.orgId, async () => {
      const request = await this.lock(caller, id);
      if (request.createdByUserId === caller.userId)
        throw new AppError('second_person_required', 'The person who made a request cannot approve it.');
      refuseDecided(request);
      const at = this.tenant.now();
      await this.drafts.draftExpiry(caller.orgId, { value: request.expiresAt }, at);
      const { changed, changes, ...granted } = await this.grant(caller, request, at);
      return { request: await this.decide(caller, request, { state: 'approved', ...granted }), changed, changes };
    });
  }

  decline(caller: Caller, id: WaiverRequestId, declineReason: string): Promise<WaiverRequest> {
    return this.tenant.run(caller.orgId, async () => {
      const request = await this.lock(caller, id);
      refuseDecided(request);
      return this.decide(caller, request, { state: 'declined', declineReason });
    });
  }

  /** Takes back a request of one's own. */
  withdraw(caller: Caller, id: WaiverRequestId): Promise<WaiverRequest> {
    return this.tenant.run(caller.orgId, async () => {
      const request = await this.lock(caller, id);
      if (!isOwn(request, caller))
        throw new AppError('forbidden', 'Only the person who made a request can withdraw it. Decline it instead.');
      refuseDecided(request);
      return this.decide(caller, request, { state: 'withdrawn' });
    });
  }

  private async grant(caller: Caller, request: WaiverRequest, at: Date): Promise<Granted> {
    const { rule, issueId, reason, expiresAt } = request;
    if (rule !== null) {
      const { waiver, changes } = await this.waivers.make(caller, { ...waiverOf(request), rule }, at);
      return { waiverId: waiver.id, changed: waiver, changes };
    }
    const { scanIds, changes } = await this.acceptances.accept(caller, { issueId: issueId!, reason, expiresAt }, at);
    return { changed: { scanIds }, changes };
  }

  /** A caller that is bound to repositories decides nothing for the whole organization. */
  private async lock(caller: Caller, id: WaiverRequestId): Promise<WaiverRequest> {
    const request = await this.requests.lock(caller.orgId, id);
    if (request === null) throw new NotFoundInOrg('waiver request');
    if (request.repoId === null && !reaches(caller, null)) throw beyondBound();
    return request;
  }

  private async decide(
    caller: Caller,
    { id, repoId }: WaiverRequest,
    end: Omit<Decision, 'userId' | 'by' | 'at'>,
  ): Promise<WaiverRequest> {
    const { orgId, userId } = caller;
    const { state, declineReason, waiverId } = end;
    await this.requests.decide(orgId, id, { ...end, userId, by: describeActor(caller), at: this.tenant.now() });
    await this.audit.record(caller, {
      action: `waiver_request.${state}`,
      target: { type: 'waiver_request', id },
      repoId,
      old: { state: 'requested' },
      new: {
        state,
        ...(declineReason !== undefined && { decline_reason: declineReason }),
        ...(waiverId !== undefined && { waiver_id: waiverId }),
      },
    });
    return (await this.requests.findRequest(orgId, id))!;
  }
}

/** A person withdraws what keys of theirs requested, too; a key does not withdraw for the person who made it. */
const isOwn = ({ createdBy, createdByUserId }: WaiverRequest, caller: Caller): boolean =>
  isPerson(caller) ? createdByUserId === caller.userId : createdBy === describeActor(caller);

function refuseDecided({ state }: WaiverRequest): void {
  if (state !== 'requested') throw new AppError('already_decided', `The request is already ${state}.`);
}

const waiverOf = ({ reason, repoId, prNumber, maxActual, expiresAt }: RequestDraft) => ({
  ...{ reason, repoId, prNumber, maxActual, expiresAt },
});

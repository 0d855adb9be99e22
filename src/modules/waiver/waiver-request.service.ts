import { Injectable } from '@nestjs/common';
import type { WaiverFields } from '../../domain/gate/waiver-draft.js';
import type { WaiverRequestId } from '../../domain/ids.js';
import { Clock } from '../../platform/clock.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg } from '../../platform/errors/app-error.js';
import { beyondBound, type Caller, describeActor, reaches } from '../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../audit/audit-log.writer.js';
import { toAudited, WaiverService } from './waiver.service.js';
import { WaiverDrafts } from './waiver-drafts.js';
import {
  type Decision,
  type RequestFilter,
  type RequestPage,
  type WaiverRequest,
  WaiverRequestRepository,
} from './waiver-request.repository.js';

/** Requests for waivers: made by members, approved by an administrator who is another person. */
@Injectable()
export class WaiverRequestService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly requests: WaiverRequestRepository,
    private readonly waivers: WaiverService,
    private readonly drafts: WaiverDrafts,
    private readonly audit: AuditLogWriter,
    private readonly clock: Clock,
  ) {}

  /** Throws as `WaiverDrafts.draft` does. */
  request(caller: Caller, fields: WaiverFields): Promise<WaiverRequest> {
    const { orgId, userId } = caller;
    return this.tenant.run(orgId, async () => {
      const at = this.clock.now();
      const draft = await this.drafts.draft(caller, fields, at);
      const id = await this.requests.insert(orgId, draft, { userId, by: describeActor(caller), at });
      await this.audit.record(caller, {
        action: 'waiver_request.created',
        target: { type: 'waiver_request', id },
        repoId: draft.repoId,
        new: toAudited(draft),
      });
      return (await this.requests.findRequest(orgId, id))!;
    });
  }

  /** Newest first. */
  listRequests({ orgId }: Caller, filter: RequestFilter, page: RequestPage): Promise<WaiverRequest[]> {
    return this.tenant.run(orgId, () => this.requests.listRequests(orgId, filter, page));
  }

  /**
   * Makes the waiver, as the approver's own.
   *
   * @throws ValidationFailed where its end is not allowed any more
   */
  approve(caller: Caller, id: WaiverRequestId): Promise<WaiverRequest> {
    return this.tenant.run(caller.orgId, async () => {
      const request = await this.lock(caller, id);
      if (request.createdByUserId === caller.userId)
        throw new AppError(
          'second_person_required',
          'A request is approved by another person than the one who made it.',
        );
      refuseDecided(request);
      const at = this.clock.now();
      await this.drafts.draftExpiry(caller.orgId, { value: request.expiresAt }, at);
      const waiver = await this.waivers.make(caller, draftOf(request), at);
      return this.decide(caller, request, { state: 'approved', waiverId: waiver.id });
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
      if (request.createdByUserId !== caller.userId)
        throw new AppError('forbidden', 'A request is withdrawn by the person who made it; decline it instead.');
      refuseDecided(request);
      return this.decide(caller, request, { state: 'withdrawn' });
    });
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
    await this.requests.decide(orgId, id, { ...end, userId, by: describeActor(caller), at: this.clock.now() });
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

function refuseDecided({ state }: WaiverRequest): void {
  if (state !== 'requested') throw new AppError('already_decided', `The request is ${state} already.`);
}

const draftOf = ({ rule, reason, repoId, prNumber, maxActual, expiresAt }: WaiverRequest) => ({
  ...{ rule, reason, repoId, prNumber, maxActual, expiresAt },
});

import { Injectable } from '@nestjs/common';
import type { AcceptanceFields, WaiverDraft, WaiverFields } from '../../../domain/gate/waiver-draft.js';
import type { WaiverRequestId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { AppError, NotFoundInOrg, ValidationFailed } from '../../../platform/errors/app-error.js';
import {
  beyondBound,
  type Caller,
  describeActor,
  isAgent,
  isPerson,
  reaches,
} from '../../../platform/tenancy/caller.js';
import { MemberReader } from '../../people/organization/member.reader.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { AcceptanceWriter } from '../findings/issues/acceptance.writer.js';
import { IssueReader } from '../findings/issues/issue.reader.js';
import type { VerdictChangeDto } from '../scan/verdict-changes.events.js';
import { RequestedPullReadModel } from './requested-pull.read-model.js';
import { toAudited, toAuditedExpiry, WaiverService } from './waiver.service.js';
import { WaiverDrafts } from './waiver-drafts.js';
import {
  type Decision,
  type RequestDraft,
  type RequestFilter,
  type RequestPage,
  type WaiverRequest,
  WaiverRequestRepository,
} from './waiver-request.repository.js';

/** A new request. */
export interface MadeRequest {
  readonly request: WaiverRequest;
  /** An administrator other than the person who made it can approve it. */
  readonly hasApprover: boolean;
}

/** An approved request, with the verdicts that this turns. */
export interface ApprovedRequest {
  readonly request: WaiverRequest;
  readonly changes: VerdictChangeDto[];
}

/** Most open requests of one key of an agent. */
export const MOST_OPEN_OF_AGENT = 20;

/** Requests for waivers and for acceptances of problems: made by members, approved by an administrator who is another person. */
@Injectable()
export class WaiverRequestService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly requests: WaiverRequestRepository,
    private readonly waivers: WaiverService,
    private readonly drafts: WaiverDrafts,
    private readonly pulls: RequestedPullReadModel,
    private readonly members: MemberReader,
    private readonly issues: IssueReader,
    private readonly acceptances: AcceptanceWriter,
    private readonly audit: AuditLogWriter,
  ) {}

  /**
   * Throws as `WaiverDrafts` does.
   *
   * @throws NotFoundInOrg for a problem that no scan has
   */
  async request(caller: Caller, fields: WaiverFields | AcceptanceFields): Promise<MadeRequest> {
    if ('issueId' in fields) {
      const draft = await this.draftAcceptance(caller, fields);
      return this.tenant.run(caller.orgId, () => this.make(caller, draft, this.tenant.now()));
    }
    return this.tenant.run(caller.orgId, async () => {
      const at = this.tenant.now();
      const draft = await this.drafts.draft(caller, fields, at);
      await this.refuseNeedless(caller, draft);
      return this.make(caller, { ...draft, issueId: null, problem: null }, at);
    });
  }

  /** Newest first. */
  listRequests({ orgId }: Caller, filter: RequestFilter, page: RequestPage): Promise<WaiverRequest[]> {
    return this.tenant.run(orgId, () => this.requests.listRequests(orgId, filter, page));
  }

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
        throw new AppError(
          'second_person_required',
          'A request is approved by another person than the one who made it.',
        );
      refuseDecided(request);
      const at = this.tenant.now();
      await this.drafts.draftExpiry(caller.orgId, { value: request.expiresAt }, at);
      const { changes, ...granted } = await this.grant(caller, request, at);
      return { request: await this.decide(caller, request, { state: 'approved', ...granted }), changes };
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
        throw new AppError('forbidden', 'A request is withdrawn by the person who made it; decline it instead.');
      refuseDecided(request);
      return this.decide(caller, request, { state: 'withdrawn' });
    });
  }

  /** Runs outside of a transaction, as the findings of a scan are loaded. */
  private async draftAcceptance(caller: Caller, fields: AcceptanceFields): Promise<RequestDraft> {
    const { orgId } = caller;
    const draft = await this.tenant.run(orgId, () => this.drafts.draftAcceptance(orgId, fields, this.tenant.now()));
    const found = await this.issues.getProblem(caller, draft.issueId);
    return { ...draft, ...found, rule: null, prNumber: null, maxActual: null };
  }

  /** A waiver of a closed pull request never counts, and a rule that passes needs none. */
  private async refuseNeedless({ orgId }: Caller, { repoId, prNumber, rule }: WaiverDraft): Promise<void> {
    if (repoId === null || prNumber === null) return;
    const { isClosed, isPassed } = await this.pulls.find(orgId, repoId, prNumber, rule);
    if (isClosed)
      throw new ValidationFailed([
        { field: 'pr_number', message: 'is closed, and its waivers do not count. Reopen or scan it first' },
      ]);
    if (isPassed)
      throw new ValidationFailed([
        { field: 'rule', message: 'passes in the newest scan of the pull request and needs no waiver' },
      ]);
  }

  private async make(caller: Caller, draft: RequestDraft, at: Date): Promise<MadeRequest> {
    const { orgId, userId } = caller;
    await this.refuseMore(caller, draft);
    const id = await this.requests.insert(orgId, draft, { userId, by: describeActor(caller), at });
    await this.audit.record(caller, {
      action: 'waiver_request.created',
      target: { type: 'waiver_request', id },
      repoId: draft.repoId,
      new: toAuditedRequest(draft),
    });
    const [request, hasApprover] = await together([
      this.requests.findRequest(orgId, id),
      this.members.hasOtherAdmin(orgId, userId),
    ]);
    return { request: request!, hasApprover };
  }

  /**
   * Bounds the requests of one caller: a loop may repeat them.
   *
   * @throws AppError where a request of the caller for the same is open, or where a key of an agent has too many
   */
  private async refuseMore(caller: Caller, draft: RequestDraft): Promise<void> {
    const { open, same } = await this.requests.countOpenOf(caller.orgId, describeActor(caller), draft);
    if (same > 0)
      throw new AppError(
        'already_exists',
        'You have an open request for the same. An administrator decides on it, or you withdraw it.',
      );
    if (isAgent(caller) && open >= MOST_OPEN_OF_AGENT)
      throw new AppError(
        'quota_exceeded',
        `This key has ${MOST_OPEN_OF_AGENT} open requests, the most that a key of an agent may have. People have to decide on them first.`,
      );
  }

  /** Answers the waiver that it made, if it is one. */
  private async grant(
    caller: Caller,
    request: WaiverRequest,
    at: Date,
  ): Promise<Pick<Decision, 'waiverId'> & Pick<ApprovedRequest, 'changes'>> {
    const { rule, issueId, reason, expiresAt } = request;
    if (rule !== null) {
      const { waiver, changes } = await this.waivers.make(caller, { ...waiverOf(request), rule }, at);
      return { waiverId: waiver.id, changes };
    }
    const { changes } = await this.acceptances.accept(caller, { issueId: issueId!, reason, expiresAt }, at);
    return { changes };
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
  if (state !== 'requested') throw new AppError('already_decided', `The request is ${state} already.`);
}

const waiverOf = ({ reason, repoId, prNumber, maxActual, expiresAt }: RequestDraft) => ({
  ...{ reason, repoId, prNumber, maxActual, expiresAt },
});

const toAuditedRequest = ({ rule, ...draft }: RequestDraft) =>
  rule === null
    ? { issue_id: draft.issueId, reason: draft.reason, repo_id: draft.repoId, ...toAuditedExpiry(draft.expiresAt) }
    : toAudited({ ...draft, rule });

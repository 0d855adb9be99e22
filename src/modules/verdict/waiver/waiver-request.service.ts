import { Injectable } from '@nestjs/common';
import type { AcceptanceFields, WaiverFields } from '../../../domain/gate/waiver-draft.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { type Caller, describeActor, isAgent } from '../../../platform/tenancy/caller.js';
import { MemberReader } from '../../people/organization/member.reader.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { RequestDrafts } from './request-drafts.js';
import { toAudited, toAuditedExpiry } from './waiver-effects.js';
import {
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

/** Most open requests of one key of an agent. */
export const MOST_OPEN_OF_AGENT = 20;

/** Makes and lists requests for waivers and for acceptances of problems. */
@Injectable()
export class WaiverRequestService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly requests: WaiverRequestRepository,
    private readonly drafts: RequestDrafts,
    private readonly members: MemberReader,
    private readonly audit: AuditLogWriter,
  ) {}

  /**
   * Throws as `WaiverDrafts` does.
   *
   * @throws NotFoundInOrg for a problem that no scan has
   */
  async request(caller: Caller, fields: WaiverFields | AcceptanceFields): Promise<MadeRequest> {
    if ('issueId' in fields) {
      const draft = await this.drafts.draftAcceptance(caller, fields);
      return this.tenant.run(caller.orgId, () => this.make(caller, draft, this.tenant.now()));
    }
    return this.tenant.run(caller.orgId, async () => {
      const at = this.tenant.now();
      return this.make(caller, await this.drafts.draftWaiver(caller, fields, at), at);
    });
  }

  /** Newest first. */
  listRequests({ orgId }: Caller, filter: RequestFilter, page: RequestPage): Promise<WaiverRequest[]> {
    return this.tenant.run(orgId, () => this.requests.listRequests(orgId, filter, page));
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
        'You already have an open request for the same thing. Wait for a decision, or withdraw it.',
      );
    if (isAgent(caller) && open >= MOST_OPEN_OF_AGENT)
      throw new AppError(
        'quota_exceeded',
        `This key has ${MOST_OPEN_OF_AGENT} open requests, the maximum for an agent's key. People must decide on them first.`,
      );
  }
}

const toAuditedRequest = ({ rule, ...draft }: RequestDraft) =>
  rule === null
    ? { issue_id: draft.issueId, reason: draft.reason, repo_id: draft.repoId, ...toAuditedExpiry(draft.expiresAt) }
    : toAudited({ ...draft, rule });

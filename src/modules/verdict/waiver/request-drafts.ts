import { Injectable } from '@nestjs/common';
import type { AcceptanceFields, WaiverDraft, WaiverFields } from '../../../domain/gate/waiver-draft.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { ValidationFailed } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { IssueReader } from '../findings/issues/issue.reader.js';
import { RequestedPullReadModel } from './requested-pull.read-model.js';
import { WaiverDrafts } from './waiver-drafts.js';
import type { RequestDraft } from './waiver-request.repository.js';

/** Makes drafts of requests, checked as waivers and acceptances are. */
@Injectable()
export class RequestDrafts {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly drafts: WaiverDrafts,
    private readonly pulls: RequestedPullReadModel,
    private readonly issues: IssueReader,
  ) {}

  /** A request for a waiver, inside the open tenant transaction. Throws as `WaiverDrafts` does. */
  async draftWaiver(caller: Caller, fields: WaiverFields, at: Date): Promise<RequestDraft> {
    const draft = await this.drafts.draft(caller, fields, at);
    await this.refuseNeedless(caller, draft);
    return { ...draft, issueId: null, problem: null };
  }

  /**
   * A request for an acceptance. Runs outside of a transaction, as the findings of a scan are loaded.
   *
   * @throws NotFoundInOrg for a problem that no scan has
   */
  async draftAcceptance(caller: Caller, fields: AcceptanceFields): Promise<RequestDraft> {
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
        { field: 'pr_number', message: 'is closed, so its waivers do not count. Reopen or scan it first' },
      ]);
    if (isPassed)
      throw new ValidationFailed([
        { field: 'rule', message: 'is met in the newest scan of the pull request and needs no waiver' },
      ]);
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../domain/ids.js';
import { type Caller, describeActor } from '../../platform/tenancy/caller.js';
import { OrganizationReader } from '../organization/organization.reader.js';
import type { ClaimedReevaluation, ReachOfChange, ReevaluationCause, ReevaluationTrigger } from './reevaluation.js';
import { ReevaluationRepository } from './reevaluation.repository.js';
import { ReevaluationClaimsRepository } from './reevaluation-claims.repository.js';
import type { Scan } from './scan.js';
import { ScanRepository } from './scan.repository.js';

export type { ClaimedReevaluation, ReevaluationTrigger } from './reevaluation.js';

/**
 * Has open pull requests judged again after a change of what their verdicts rest on, where the organization wants that
 * (`reevaluate_on_change`): in the transaction of the change, so that neither is without the other.
 */
@Injectable()
export class ReevaluationWriter {
  constructor(
    private readonly reevaluations: ReevaluationRepository,
    private readonly claims: ReevaluationClaimsRepository,
    private readonly scans: ScanRepository,
    private readonly organizations: OrganizationReader,
  ) {}

  /** All that the change reaches. */
  async request(caller: Caller, trigger: ReevaluationTrigger, reach: ReachOfChange, at: Date): Promise<void> {
    const { orgId } = caller;
    if (!(await this.isWantedBy(orgId))) return;
    await this.reevaluations.request(orgId, { trigger, requestedBy: describeActor(caller), at }, reach);
  }

  /** Those that the scans are of. */
  async requestOf(orgId: OrgId, cause: ReevaluationCause, scans: readonly ScanId[]): Promise<void> {
    if (scans.length === 0 || !(await this.isWantedBy(orgId))) return;
    await this.reevaluations.requestOf(orgId, cause, scans);
  }

  /** Claims waiting pull requests of all organizations; in no transaction. */
  claim(atMost: number, ofEach: number, at: Date): Promise<ClaimedReevaluation[]> {
    return this.claims.claim(atMost, ofEach, at);
  }

  /** The scan to judge, locked to the end of the transaction; null where none is to be judged any more. */
  async lockScan(claimed: ClaimedReevaluation, at: Date): Promise<Scan | null> {
    const { orgId, repoId, prNumber } = claimed;
    const scan = await this.scans.lockNewestOfPullRequest(orgId, repoId, prNumber);
    if (scan?.detailsExpiredAt !== null) return null;
    return (await this.reevaluations.isWanted(claimed, at)) ? scan : null;
  }

  /** Ends the wait; false where it goes on, for a change that came since the claim. */
  finish(claimed: ClaimedReevaluation): Promise<boolean> {
    return this.reevaluations.finish(claimed);
  }

  /** Has it claimed again at once. */
  release(claimed: ClaimedReevaluation): Promise<void> {
    return this.reevaluations.release(claimed);
  }

  private async isWantedBy(orgId: OrgId): Promise<boolean> {
    return (await this.organizations.settings(orgId)).reevaluateOnChange;
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { OrganizationReader } from '../../people/organization/organization.reader.js';
import type { ReachOfChange, Reevaluation, ReevaluationCause, ReevaluationTrigger } from './reevaluation.js';
import { ReevaluationRepository } from './reevaluation.repository.js';
import type { Scan } from './scan.js';
import { ScanRepository } from './scan.repository.js';

export { REEVALUATIONS, type Reevaluation, type ReevaluationTrigger } from './reevaluation.js';

/**
 * Has open pull requests and merge groups judged again after a change of what their verdicts rest on, where the organization wants that
 * (`reevaluate_on_change`): in the transaction of the change, so that neither is without the other.
 */
@Injectable()
export class ReevaluationWriter {
  constructor(
    private readonly reevaluations: ReevaluationRepository,
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
    if (scans.length > 0 && (await this.isWantedBy(orgId))) await this.requireOf(orgId, cause, scans);
  }

  /** As `requestOf`, whether the organization wants it or not. */
  async requireOf(orgId: OrgId, cause: ReevaluationCause, scans: readonly ScanId[]): Promise<void> {
    if (scans.length > 0) await this.reevaluations.requestOf(orgId, cause, scans);
  }

  /**
   * The scans to judge, locked to the end of the transaction; none where the pull request, or one of the merge group, is closed. Of a
   * pull request the one that it shows, and older ones whose base is outdated: a newer scan came before they were judged again.
   */
  async lockScans(claimed: Reevaluation, at: Date): Promise<readonly Scan[]> {
    const { orgId, repoId, payload } = claimed;
    const { shown, outdated } = await (payload.scanId === undefined
      ? this.scans.lockShownOfPullRequest(orgId, repoId!, payload.prNumber!)
      : this.scans.lock(orgId, payload.scanId).then((scan) => ({ shown: scan, outdated: [] })));
    if (!(await this.reevaluations.isOpen(claimed, at))) return [];
    const isDone = isOfBase(payload.trigger) && shown?.baseOutdatedBy === null;
    const older = outdated.filter(({ id }) => id !== shown?.id);
    return [...(shown === null || isDone ? [] : [shown]), ...older].filter((scan) => scan.detailsExpiredAt === null);
  }

  private async isWantedBy(orgId: OrgId): Promise<boolean> {
    return (await this.organizations.settings(orgId)).reevaluateOnChange;
  }
}

/** A scan that came meanwhile, or another judgement, may have chosen the base already. */
const isOfBase = (trigger: ReevaluationTrigger): boolean => trigger === 'retargeted' || trigger === 'stack_changed';

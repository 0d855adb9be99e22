import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { Clock } from '../../../platform/time/clock.js';
import { ForgeReportWriter } from '../../record/forge-report/forge-report.writer.js';
import type { ClosedPullRequest } from './pull-request.js';
import { PullRequestRepository } from './pull-request.repository.js';
import { ReevaluationWriter } from './reevaluation.writer.js';
import type { BaseOutdatedBy } from './scan.js';

/** Time for CI to scan a change of target itself, before its last scan is judged again. */
const RETARGETED_MS = 10_000;

/** Pull requests as the forge reports them, inside the open tenant transaction. */
@Injectable()
export class PullRequestWriter {
  constructor(
    private readonly pullRequests: PullRequestRepository,
    private readonly reevaluations: ReevaluationWriter,
    private readonly forgeReports: ForgeReportWriter,
    private readonly clock: Clock,
  ) {}

  /** Closes a pull request until a new scan of it; null where no scan was of it. Those on top of it are judged again. */
  async close(orgId: OrgId, repoId: RepoId, number: number, isMerged: boolean): Promise<ClosedPullRequest | null> {
    const closed = await this.pullRequests.close(orgId, repoId, number, { at: this.clock.now(), isMerged });
    if (closed) await this.judgeThoseAboveAgain(orgId, repoId, number);
    return closed;
  }

  async reopen(orgId: OrgId, repoId: RepoId, number: number): Promise<void> {
    await this.pullRequests.reopen(orgId, repoId, number);
    await this.judgeThoseAboveAgain(orgId, repoId, number);
  }

  /** The forge names the target of a pull request. Where it is another one, that and those on top of it are judged again. */
  async retarget(orgId: OrgId, repoId: RepoId, number: number, target: string): Promise<void> {
    if (await this.pullRequests.retarget(orgId, repoId, number, target))
      await this.followTarget(orgId, repoId, number, target);
  }

  /** The target of a pull request has changed: its last verdict is outdated, and forges say so at once. */
  async followTarget(orgId: OrgId, repoId: RepoId, number: number, target: string): Promise<void> {
    const now = this.clock.now();
    await this.pullRequests.retargetScans(orgId, repoId, number, target);
    const outdated = await this.pullRequests.outdate(orgId, repoId, number, 'retargeted', now);
    for (const id of outdated) await this.forgeReports.showAgain(orgId, id, now);
    await this.judgeAgain(orgId, 'retargeted', outdated, new Date(now.getTime() + RETARGETED_MS));
    await this.judgeThoseAboveAgain(orgId, repoId, number);
  }

  /** Judges again the pull requests on top of this one, which was closed or is open again. */
  async judgeThoseAboveAgain(orgId: OrgId, repoId: RepoId, number: number): Promise<void> {
    const now = this.clock.now();
    await this.judgeAgain(
      orgId,
      'stack_changed',
      await this.pullRequests.outdateThoseAbove(orgId, repoId, number, now),
      now,
    );
  }

  private judgeAgain(orgId: OrgId, trigger: BaseOutdatedBy, scans: readonly ScanId[], at: Date): Promise<void> {
    return this.reevaluations.requireOf(orgId, { trigger, requestedBy: 'service', at }, scans);
  }
}

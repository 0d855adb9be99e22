import { Injectable } from '@nestjs/common';
import { isOfAgent } from '../../../../platform/tenancy/scan-trust.js';
import { Clock } from '../../../../platform/time/clock.js';
import { ForgeReportRepository } from '../../../record/forge-report/forge-report.repository.js';
import { isFullHash } from '../../../record/forge-report/forge-report.writer.js';
import { PullRequestWriter } from '../../../verdict/scan/pull-request.writer.js';
import { ScanReader } from '../../../verdict/scan/scan.reader.js';
import type { HookEvent, PullNewsType } from '../forges/forge.js';
import type { RepoForge } from '../repo-forge.repository.js';

export type PullNews = Extract<HookEvent, { readonly type: PullNewsType }>;

/** Does what follows from news of pull requests, inside the open tenant transaction. */
@Injectable()
export class PullNewsFollower {
  constructor(
    private readonly pullRequests: PullRequestWriter,
    private readonly reports: ForgeReportRepository,
    private readonly scans: ScanReader,
    private readonly clock: Clock,
  ) {}

  /** Closes the pull request, and drops the comments that it was to have. */
  async closePull({ orgId, repoId }: RepoForge, { type, number }: PullNews): Promise<void> {
    await this.pullRequests.close(orgId, repoId, number, type === 'pull_merged');
    await this.reports.dropComments(orgId, repoId, number);
  }

  /** Opens the pull request again, with its comments. */
  async reopenPull(link: RepoForge, event: PullNews): Promise<void> {
    const { orgId, repoId } = link;
    const { number } = event;
    // first, since the verdicts of open ones alone are outdated by another target
    await this.pullRequests.reopen(orgId, repoId, number);
    await this.followTarget(link, event);
    await this.reports.resumeComments(orgId, repoId, number, this.clock.now());
  }

  /** Records the target that the pull request has now. */
  async followTarget({ orgId, repoId }: RepoForge, { number, baseBranch = null }: PullNews): Promise<void> {
    if (baseBranch !== null) await this.pullRequests.retarget(orgId, repoId, number, baseBranch);
  }

  /** The commit has as long to be scanned as the last one had; after a scan of an agent it is not awaited. A forge that cuts commits names none that has a state. */
  async awaitScan({ orgId, repoId }: RepoForge, { number, headSha }: PullNews): Promise<void> {
    const last = isFullHash(headSha) ? await this.scans.findLastOfOpenPull(orgId, repoId, number) : null;
    if (last === null || isOfAgent(last) || last.commitSha === headSha) return;
    const at = this.clock.now();
    const until = new Date(at.getTime() + last.deadlineAt.getTime() - last.createdAt.getTime());
    await this.reports.awaitScan(orgId, repoId, { commitSha: headSha, behind: last.id, until }, at);
  }
}

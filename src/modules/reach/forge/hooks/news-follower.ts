import { Injectable } from '@nestjs/common';
import type { ForgeId, OrgId, ScanId } from '../../../../domain/ids.js';
import { AppError } from '../../../../platform/errors/app-error.js';
import { isOfAgent } from '../../../../platform/tenancy/scan-trust.js';
import { Clock } from '../../../../platform/time/clock.js';
import { RepoReader } from '../../../people/organization/repo.reader.js';
import { AuditLogWriter } from '../../../record/audit/audit-log.writer.js';
import { ForgeReportRepository } from '../../../record/forge-report/forge-report.repository.js';
import { isFullHash } from '../../../record/forge-report/forge-report.writer.js';
import { RecomputeWriter } from '../../../verdict/quality-gate/recompute.writer.js';
import { PullRequestWriter } from '../../../verdict/scan/pull-request.writer.js';
import { ScanReader } from '../../../verdict/scan/scan.reader.js';
import { ScanWriter } from '../../../verdict/scan/scan.writer.js';
import { ConnectionRepository, ENABLED } from '../connection.repository.js';
import { ConnectionSecrets } from '../connection-secrets.js';
import type { HookEvent, PullNewsType } from '../forges/forge.js';
import { type RepoForge, RepoForgeRepository } from '../repo-forge.repository.js';
import type { ReceivedNews } from './hook-delivery.js';

/** Pause of a connection whose installation ended, before its credentials are tried once more. */
const TRIAL_MS = 60 * 60_000;
const EXTERNAL_ID = /^(\d{1,15})\/(\d{1,15})\/\d+$/;

type Rerequest = Extract<HookEvent, { readonly type: 'rerequested' }>;
type PullNews = Extract<HookEvent, { readonly type: PullNewsType }>;

/** Does what follows from the news of forges, inside the open tenant transaction. */
@Injectable()
export class NewsFollower {
  constructor(
    private readonly connections: ConnectionRepository,
    private readonly secrets: ConnectionSecrets,
    private readonly links: RepoForgeRepository,
    private readonly reports: ForgeReportRepository,
    private readonly repos: RepoReader,
    private readonly scans: ScanReader,
    private readonly scanWriter: ScanWriter,
    private readonly recomputations: RecomputeWriter,
    private readonly pullRequests: PullRequestWriter,
    private readonly audit: AuditLogWriter,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError where the state of things forbids what follows */
  async follow({ orgId, forgeId, news }: ReceivedNews): Promise<void> {
    const { event, endedInstallation } = news;
    if (endedInstallation !== null) await this.endInstallation(orgId, forgeId, endedInstallation);
    if (event === null) return;
    const found = { id: event.projectId, name: event.project };
    for (const link of await this.links.listOfProject(orgId, forgeId, found)) await this.followEvent(link, event);
  }

  /** The links whose project the news name otherwise than stored: only the forge's own answer renames it, or tells its id. */
  async listUnconfirmed({ orgId, forgeId, news: { event } }: ReceivedNews): Promise<RepoForge[]> {
    if (event?.projectId == null) return [];
    const links = await this.links.listOfProject(orgId, forgeId, { id: event.projectId, name: event.project });
    return links.filter(({ project, projectId }) => projectId === null || project !== event.project);
  }

  private async followEvent(link: RepoForge, event: HookEvent): Promise<void> {
    switch (event.type) {
      case 'rerequested':
        return this.judgeAgain(link, event);
      case 'pull_closed':
      case 'pull_merged':
        return this.closePull(link, event);
      case 'pull_reopened':
        return this.reopenPull(link, event);
      case 'pull_pushed':
        await this.followTarget(link, event);
        return this.awaitScan(link, event);
      case 'pull_edited':
        return this.followTarget(link, event);
      case 'default_branch_changed':
        return this.recordDefaultBranch(link, event.branch);
      case 'branch_deleted':
        return this.recordBranchDeletions(link, [event.branch, ...(event.further ?? [])]);
      case 'repo_renamed':
        // the link has followed already, as the forge confirmed
        return;
    }
  }

  private async judgeAgain({ orgId, repoId }: RepoForge, event: Rerequest): Promise<void> {
    const id = await this.findRerequested({ orgId, repoId }, event);
    if (id === null) return;
    const scan = await this.scanWriter.lock(orgId, id);
    this.scanWriter.refuseExpired(scan);
    if (scan.state === 'failed')
      throw new AppError('scan_failed', 'The scan has failed; there is nothing to judge again.');
    await this.recomputations.judgeAgain(scan, {
      trigger: 'rerequested',
      by: 'service',
      record: (action) => this.audit.recordOwn(orgId, action),
    });
  }

  /** The scan that a check names, if it is of this repository; else the newest one of the commit. */
  private async findRerequested(
    { orgId, repoId }: Pick<RepoForge, 'orgId' | 'repoId'>,
    { externalId, commitSha }: Rerequest,
  ): Promise<ScanId | null> {
    const [, org, id] = EXTERNAL_ID.exec(externalId ?? '') ?? [];
    const named = Number(org) === orgId ? await this.scans.findScan(orgId, Number(id) as ScanId) : null;
    return named?.repoId === repoId ? named.id : this.scans.findNewestOfCommit(orgId, repoId, commitSha);
  }

  private async closePull({ orgId, repoId }: RepoForge, { type, number }: PullNews): Promise<void> {
    await this.pullRequests.close(orgId, repoId, number, type === 'pull_merged');
    await this.reports.dropComments(orgId, repoId, number);
  }

  private async followTarget({ orgId, repoId }: RepoForge, { number, baseBranch = null }: PullNews): Promise<void> {
    if (baseBranch !== null) await this.pullRequests.retarget(orgId, repoId, number, baseBranch);
  }

  private async reopenPull(link: RepoForge, event: PullNews): Promise<void> {
    const { orgId, repoId } = link;
    const { number } = event;
    // first, since the verdicts of open ones alone are outdated by another target
    await this.pullRequests.reopen(orgId, repoId, number);
    await this.followTarget(link, event);
    await this.reports.resumeComments(orgId, repoId, number, this.clock.now());
  }

  /** The commit has as long to be scanned as the last one had; after a scan of an agent it is not awaited. A forge that cuts commits names none that has a state. */
  private async awaitScan({ orgId, repoId }: RepoForge, { number, headSha }: PullNews): Promise<void> {
    const last = isFullHash(headSha) ? await this.scans.findLastOfOpenPull(orgId, repoId, number) : null;
    if (last === null || isOfAgent(last) || last.commitSha === headSha) return;
    const at = this.clock.now();
    const until = new Date(at.getTime() + last.deadlineAt.getTime() - last.createdAt.getTime());
    await this.reports.awaitScan(orgId, repoId, { commitSha: headSha, behind: last.id, until }, at);
  }

  private async recordBranchDeletions({ orgId, repoId }: RepoForge, branches: readonly string[]): Promise<void> {
    const at = this.clock.now();
    for (const branch of branches) await this.scanWriter.recordBranchDeletion(orgId, repoId, branch, at);
  }

  /** Recorded alone: which branch is the default one decides what is judged against what. */
  private async recordDefaultBranch({ orgId, repoId }: RepoForge, branch: string): Promise<void> {
    const { defaultBranch } = await this.repos.getRepo(orgId, repoId);
    if (branch === defaultBranch) return;
    await this.audit.recordOwn(orgId, {
      action: 'repo.default_branch_changed',
      target: { type: 'repo', id: repoId },
      repoId,
      old: { default_branch: defaultBranch },
      new: { default_branch: branch },
    });
  }

  /** Another installation of the same App is another connection's. */
  private async endInstallation(orgId: OrgId, id: ForgeId, installation: string): Promise<void> {
    const connection = await this.connections.lock(orgId, id);
    const credentials = connection && this.secrets.openCredentials(connection);
    if (credentials?.type !== 'app' || credentials.installationId !== installation) return;
    if (connection?.state === 'needs_credentials') return;
    const pausedUntil = new Date(this.clock.now().getTime() + TRIAL_MS);
    await this.connections.update(orgId, id, { state: 'needs_credentials', pausedUntil }, ENABLED);
    await this.audit.recordOwn(orgId, {
      action: 'forge.updated',
      target: { type: 'forge', id },
      old: { state: connection?.state },
      new: { state: 'needs_credentials', ended_installation: installation },
    });
  }
}

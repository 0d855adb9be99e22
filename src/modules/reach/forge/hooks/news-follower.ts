import { Injectable } from '@nestjs/common';
import type { HookEvent } from '../forges/forge.js';
import { type RepoForge, RepoForgeRepository } from '../repo-forge.repository.js';
import { BranchNewsFollower } from './branch-news-follower.js';
import { EndedInstallations } from './ended-installations.js';
import type { ReceivedNews } from './hook-delivery.js';
import { PullNewsFollower } from './pull-news-follower.js';
import { Rerequests } from './rerequests.js';

/** Does what follows from the news of forges, inside the open tenant transaction. */
@Injectable()
export class NewsFollower {
  constructor(
    private readonly links: RepoForgeRepository,
    private readonly pulls: PullNewsFollower,
    private readonly branches: BranchNewsFollower,
    private readonly rerequests: Rerequests,
    private readonly installations: EndedInstallations,
  ) {}

  /** @throws AppError where the state of things forbids what follows */
  async follow({ orgId, forgeId, news }: ReceivedNews): Promise<void> {
    const { event, endedInstallation } = news;
    if (endedInstallation !== null) await this.installations.endInstallation(orgId, forgeId, endedInstallation);
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
        return this.rerequests.judgeAgain(link, event);
      case 'pull_closed':
      case 'pull_merged':
        return this.pulls.closePull(link, event);
      case 'pull_reopened':
        return this.pulls.reopenPull(link, event);
      case 'pull_pushed':
        await this.pulls.followTarget(link, event);
        return this.pulls.awaitScan(link, event);
      case 'pull_edited':
        return this.pulls.followTarget(link, event);
      case 'default_branch_changed':
        return this.branches.recordDefaultBranch(link, event.branch);
      case 'branch_deleted':
        return this.branches.recordBranchDeletions(link, [event.branch, ...(event.further ?? [])]);
      case 'repo_renamed':
        // the link has followed already, as the forge confirmed
        return;
    }
  }
}

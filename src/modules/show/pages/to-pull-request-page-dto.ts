import type { Caller } from '../../../platform/tenancy/caller.js';
import { rightsOf } from '../../../platform/tenancy/rights.js';
import { repoOfJson, toRepoDto } from '../../people/organization/repo.reader.js';
import { toStatus } from '../../verdict/quality-gate/status.reader.js';
import type { HeldPart } from '../../verdict/ratings/rating-holders.reader.js';
import { toHeldPartDto } from '../../verdict/ratings/ratings.reader.js';
import { asStack } from '../../verdict/scan/stack.reader.js';
import type { NewFindingsDto, PullRequestPageDto, PullRequestPushDto } from './dto/pull-request-page.dto.js';
import { isPolicyChosen } from './policy-choice.read-model.js';
import { changesOf } from './previous-scan.js';
import type { PullRequestPageRow, PushJson } from './pull-request-page.read-model.js';
import type { PullRequestJson } from './pull-requests.read-model.js';
import { toIso } from './scan-summary.js';
import { toPullRequestDto } from './to-pull-request-dto.js';
import { toWaiverInForce } from './to-repository-page-dto.js';

/** Findings of a pull request's page, which are stored apart from the rest. */
export interface FindingsOfPage {
  readonly newFindings: NewFindingsDto | null;
  readonly heldBy: readonly HeldPart[];
}

export function toPullRequestPageDto(
  caller: Caller,
  page: PullRequestPageRow,
  pullRequest: PullRequestJson,
  { newFindings, heldBy }: FindingsOfPage,
): PullRequestPageDto {
  const repo = toRepoDto(repoOfJson(page.repo));
  return {
    ...toPullRequestDto(pullRequest),
    repo,
    verdict: toStatus(pullRequest.scan.id, page.status!),
    changes: changesOf(pullRequest.scan, page.status, page.previous),
    rating_held_by: heldBy.map(toHeldPartDto),
    new_findings: newFindings,
    scans: page.scans.map(toPush),
    uncovered_added:
      page.uncovered?.map(({ filePath, ranges }) => ({
        file_path: filePath,
        ranges: ranges.map(([from, to]) => [from, to]),
      })) ?? null,
    waivers: page.waivers.map(toWaiverInForce),
    links: repo.links,
    stack: asStack(page.stack).map(({ number, title, gateStatus, newTotal }) => ({
      ...{ pr_number: number, title, gate_status: gateStatus, new: newTotal },
    })),
    policy_chosen: isPolicyChosen(page.policy),
    can: rightsOf(caller, page.repo.id),
  };
}

const toPush = (scan: PushJson): PullRequestPushDto => ({
  scan_id: scan.id,
  commit_sha: scan.commitSha,
  started_at: toIso(scan.createdAt),
  completed_at: scan.completedAt && toIso(scan.completedAt),
  status: scan.status,
  new: scan.newTotal,
  fixed: scan.fixedCount,
  base_scan_id: scan.baseScanId,
  appeared: scan.appeared,
  disappeared: scan.disappeared,
});

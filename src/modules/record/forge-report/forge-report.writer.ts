import { Injectable } from '@nestjs/common';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { isOfAgent, type ScanTrust } from '../../../platform/tenancy/scan-trust.js';
import { ForgeReportRepository, type Places } from './forge-report.repository.js';
import type { GuessedRepo } from './guess-link.js';

/** A scan as far as its places at a forge follow from it. */
export interface ReportableScan {
  readonly orgId: OrgId;
  readonly id: ScanId;
  readonly commitSha: string | null;
  readonly extraShas: readonly string[];
  /** Those of both that it does not speak for. */
  readonly unprovenCommits: readonly string[];
  readonly prNumber: number | null;
  readonly trust: ScanTrust;
  readonly deadlineAt: Date;
}

const FULL_HASH = /^([0-9a-f]{40}|[0-9a-f]{64})$/;
/** Quiet before a comment, so that reports that come one after another make one. */
const QUIET_MS = 5_000;

/** Raises what forges are to show, but for scans of agents, inside the open tenant transaction: what is rolled back is never shown. */
@Injectable()
export class ForgeReportWriter {
  constructor(private readonly reports: ForgeReportRepository) {}

  /** A scan began: its commits are pending at once; the comment, if there is one, is looked at again when the scan times out. */
  wantPending(scan: ReportableScan, repo: GuessedRepo, at: Date): Promise<void> {
    return this.want(scan, repo, { evaluation: 0, commitsDueAt: at, commentDueAt: scan.deadlineAt });
  }

  /** A scan was judged. */
  wantVerdict(scan: ReportableScan, repo: GuessedRepo, evaluation: number, at: Date): Promise<void> {
    const commentDueAt = new Date(at.getTime() + QUIET_MS);
    return this.want(scan, repo, { evaluation, commitsDueAt: at, commentDueAt });
  }

  /** Makes the commits of a scan show at once what has changed without an evaluation. */
  showAgain(orgId: OrgId, id: ScanId, at: Date): Promise<void> {
    return this.reports.showAgain(orgId, id, at);
  }

  private async want(
    scan: ReportableScan,
    repo: GuessedRepo,
    wanted: Parameters<ForgeReportRepository['want']>[2],
  ): Promise<void> {
    // an agent decides what it scans as which commit: no required check may pass by it
    if (isOfAgent(scan)) return;
    const places = placesOf(scan);
    // no forge knows a scan of neither
    if (places.commits.length === 0 && scan.prNumber === null) return;
    await this.reports.want(scan.orgId, { id: scan.id, repo, ...places }, wanted);
  }
}

/** Places that show a scan's verdict, and those that may: forges know commits by their full hashes alone. */
export function placesOf({ commitSha, extraShas, unprovenCommits, prNumber }: PlacedScan): Places {
  const commits = [...new Set([commitSha ?? '', ...extraShas])].filter(isFullHash);
  const isProven = (commit: string) => !unprovenCommits.includes(commit);
  return { commits: commits.filter(isProven), unproven: commits.filter((commit) => !isProven(commit)), prNumber };
}

type PlacedScan = Pick<ReportableScan, 'commitSha' | 'extraShas' | 'unprovenCommits' | 'prNumber'>;

/** True for a commit that is not cut. */
export const isFullHash = (sha: string): boolean => FULL_HASH.test(sha);

import { Injectable } from '@nestjs/common';
import { chooseBase } from '../../../domain/base/choose-base.js';
import type { ChangedLines } from '../../../domain/changes/changed-lines.js';
import type { ChangedSinceBase } from '../../../domain/changes/changed-since-base.js';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import type { PackedFileList } from '../../../domain/paths/packed-file-list.js';
import type { DetailedScan } from '../../../domain/retention/expired-scans.js';
import { DetailsExpired, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Scan } from './scan.js';
import {
  type ListedFiles,
  type ScanHistory,
  type ScanOfRepo,
  ScanRepository,
  type UnwrittenFiles,
  type Weakening,
} from './scan.repository.js';

export { PassedChangeDto, ScanDto, toScanDto } from './dto/scan.dto.js';
export { IS_NEWEST_OF_LINE, IS_SHOWN_OF_PULL, isShownOfPull, isShownOnBranch } from './newest-of-line.js';
export { isOpen } from './pull-request.js';
export { LISTED_GATE_STATUSES, type ListedGateStatus } from './scan-filter.js';
export { refuseOtherPipeline } from './refuse-feeding.js';
export { type ComparedChange, NEXT_SCAN } from './scan.repository.js';
/** Scans in read models of others. */
export { SCAN_COLUMNS, type ScanJson, scanOfJson } from './to-scan.js';
export type {
  CompletionRequest,
  ProblemChange,
  BaseOutdatedBy,
  Scan,
  ScanBase,
  ScanCoverage,
  ScanMetrics,
  ScanState,
  TrackingConfidence,
} from './scan.js';

export type { ScanHistory } from './scan.repository.js';

/** Scans as other features read them, inside the open tenant transaction. */
@Injectable()
export class ScanReader {
  constructor(private readonly scans: ScanRepository) {}

  findScan(orgId: OrgId, id: ScanId): Promise<Scan | null> {
    return this.scans.findScan(orgId, id);
  }

  async getScan(orgId: OrgId, id: ScanId): Promise<Scan> {
    const scan = await this.scans.findScan(orgId, id);
    if (!scan) throw new NotFoundInOrg('scan');
    return scan;
  }

  /** The scan, whose findings and line coverage are still stored. */
  async getDetailed(orgId: OrgId, id: ScanId): Promise<Scan> {
    const scan = await this.getScan(orgId, id);
    if (scan.detailsExpiredAt !== null) throw new DetailsExpired('read', scan.detailsExpiredAt);
    return scan;
  }

  /** All scans of a repository whose details are stored. */
  listDetailed(orgId: OrgId, repoId: RepoId): Promise<DetailedScan<ScanId>[]> {
    return this.scans.listDetailed(orgId, repoId);
  }

  countOfRepo(orgId: OrgId, repoId: RepoId): Promise<number> {
    return this.scans.countOfRepo(orgId, repoId);
  }

  /**
   * The newest scan of a branch, outside of pull requests, that is completed, failed or timed out. Also without an open
   * transaction.
   */
  findLastEnded(orgId: OrgId, repoId: RepoId, branch: string, at: Date): Promise<ScanId | null> {
    return this.scans.findLastEnded(orgId, repoId, branch, at);
  }

  /** True when the latest completed scan of the default branch, other than `scan` itself, has any executable line. */
  async hasDefaultBranchCoverage(scan: ScanOfRepo & Pick<Scan, 'defaultBranch'>): Promise<boolean> {
    const latest = await this.scans.findLatestOfDefaultBranch(scan);
    return latest !== null && latest.coverage.linesTotal > 0;
  }

  /**
   * The newest scan of a commit, whatever became of it; null where there is none, and where the abbreviation stands for
   * several commits.
   */
  async findNewestOfCommit(orgId: OrgId, repoId: RepoId, commit: string): Promise<ScanId | null> {
    const newest = chooseBase(await this.scans.ofCommit(orgId, repoId, commit), { baseSha: commit, baseCommits: [] });
    return newest?.isExact ? newest.id : null;
  }

  /** The last scan of an open pull request; null where it is closed, and where no scan was of it. */
  async findLastOfOpenPull(orgId: OrgId, repoId: RepoId, number: number): Promise<Scan | null> {
    const id = await this.scans.findLastOfOpenPull(orgId, repoId, number);
    return id === null ? null : this.scans.findScan(orgId, id);
  }

  /** The lines that the scan's change adds and its renames; null when CI did not send them, and for a baseline scan. */
  findChanges(orgId: OrgId, id: ScanId): Promise<ChangedLines | null> {
    return this.scans.findChanges(orgId, id);
  }

  /** Earlier runs on the tree of a scan, or on its commit where a tree is not known, the newest first. */
  listRuns(scan: Scan): Promise<ScanId[]> {
    return this.scans.listRuns(scan);
  }

  /** As `findChanges`, of the newest scans of pull requests, by their numbers. */
  listChangesOfPulls(
    orgId: OrgId,
    repoId: RepoId,
    numbers: readonly number[],
  ): Promise<ReadonlyMap<number, ChangedLines>> {
    return this.scans.listChangesOfPulls(orgId, repoId, numbers);
  }

  listChangedPaths(orgId: OrgId, id: ScanId): Promise<string[]> {
    return this.scans.listChangedPaths(orgId, id);
  }

  /** Facts on what led to the scan's commit, as evidence for the ids of its problems. */
  findHistory(orgId: OrgId, id: ScanId): Promise<ScanHistory> {
    return this.scans.findHistory(orgId, id);
  }

  /** Of the scan's change the files with lines that it moved or takes out of coverage; null when CI did not send it. */
  findUnwritten(orgId: OrgId, id: ScanId): Promise<UnwrittenFiles | null> {
    return this.scans.findUnwritten(orgId, id);
  }

  /** Loosened settings and fallen assertions of a change; null where CI did not name them. */
  findWeakening(orgId: OrgId, id: ScanId): Promise<Weakening> {
    return this.scans.findWeakening(orgId, id);
  }

  /** Paths that differ between a commit of the base branch and the merge base; null when CI did not send them. */
  findChangedSinceBase(orgId: OrgId, id: ScanId): Promise<ChangedSinceBase | null> {
    return this.scans.findChangedSinceBase(orgId, id);
  }

  /** The repository's files as CI listed them; null when it did not. Also without an open transaction. */
  async findFileList(orgId: OrgId, id: ScanId): Promise<PackedFileList | null> {
    return (await this.scans.findListedFiles(orgId, id))?.paths ?? null;
  }

  /** As `findFileList`, with the version of the list. */
  findListedFiles(orgId: OrgId, id: ScanId): Promise<ListedFiles | null> {
    return this.scans.findListedFiles(orgId, id);
  }

  /** Version of the list of the repository's files; null where CI did not send one. */
  findFileListVersion(orgId: OrgId, id: ScanId): Promise<number | null> {
    return this.scans.findFileListVersion(orgId, id);
  }
}

import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import { BaselineReader } from '../baseline/baseline.reader.js';
import { RepoReader } from '../organization/repo.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { FindingReportRepository } from './finding-report.repository.js';
import { FindingsRepository } from './findings.repository.js';
import { FindingsWorker } from './findings-worker.js';
import type { Surroundings, TrackedRows } from './findings.tasks.js';
import { IssueMarkRepository } from './issue-mark.repository.js';
import { encodeKnown } from './known-rows.js';

/** What a tracking was decided against: equal keys promise equal answers. */
export interface Keyed {
  readonly matchedAgainst: string;
}

export interface KeyedSurroundings extends Keyed {
  readonly known: Surroundings;
}

/** Tells new findings from inherited ones against the stored baseline, inside the open tenant transaction. */
@Injectable()
export class Tracker {
  constructor(
    private readonly repos: RepoReader,
    private readonly scans: ScanReader,
    private readonly baselines: BaselineReader,
    private readonly reports: FindingReportRepository,
    private readonly findings: FindingsRepository,
    private readonly marks: IssueMarkRepository,
    private readonly worker: FindingsWorker,
    private readonly tenant: TenantDatabase,
  ) {}

  /**
   * Tracks stored findings again; null when nothing changed since.
   *
   * @param before what the last tracking was decided against
   */
  async trackAgain(scan: Scan, tool: string, before: string): Promise<(TrackedRows & Keyed) | null> {
    const { known, matchedAgainst } = await this.surroundingsOf(scan, tool);
    if (matchedAgainst === before) return null;
    const stored = await this.findings.knownOfTool(scan.orgId, scan.id, tool);
    const tracked = await this.tenant.waitFor(scan.orgId, this.worker.trackStored(stored, known));
    return { ...tracked, matchedAgainst };
  }

  /** What to track a tool's findings against. */
  async surroundingsOf(scan: Scan, tool: string): Promise<KeyedSurroundings> {
    const { orgId, repoId, isBaselineScan } = scan;
    const stored = await this.baselines.find(orgId, repoId, scan.defaultBranch, tool);
    const previousId = await this.reports.findPreviousScan(scan, tool);
    const previous = previousId === null ? [] : await this.findings.knownOfTool(orgId, previousId, tool);
    const marks = await this.marks.ofTool(orgId, repoId, tool);
    const changes = await this.scans.findChanges(orgId, scan.id);
    const arePathsPlaced = await this.scans.hasFileList(orgId, scan.id);
    const key = JSON.stringify([
      // Versions begin anew after a rebuild.
      stored && [stored.scanId, stored.version],
      scan.baselineGeneration,
      previousId,
      marks.map((mark) => mark.issueId),
      changes,
      arePathsPlaced,
    ]);
    return {
      matchedAgainst: createHash('sha256').update(key).digest('base64url'),
      known: {
        baseline: stored?.packed ?? null,
        previous,
        marked: encodeKnown(marks),
        changes,
        arePathsPlaced,
        isBaselineScan,
        secret: await this.repos.trackingSecret(orgId, repoId),
      },
    };
  }
}

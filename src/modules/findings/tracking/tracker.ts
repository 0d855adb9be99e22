import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isOfStoredBaseline } from '../../../domain/base/baseline-branches.js';
import { isSameTool, type ToolRunIdentity } from '../../../domain/base/same-tool.js';
import { hasFindings } from '../../../domain/findings/run-state.js';
import { carriesFacts } from '../../../domain/findings/tracking/pack-baseline.js';
import type { ScanId } from '../../../domain/ids.js';
import { keepAlive } from '../../../platform/database/keep-alive.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { BaseReader } from '../../baseline/base.reader.js';
import { BaselineReader, type StoredBaseline } from '../../baseline/baseline.reader.js';
import { RepoReader } from '../../organization/repo.reader.js';
import { type Scan, ScanReader } from '../../scan/scan.reader.js';
import type { FindingReport } from '../finding-report.js';
import { FindingReportRepository } from '../finding-report.repository.js';
import { FindingsRepository } from '../findings.repository.js';
import { IssueMarkRepository } from '../issues/issue-mark.repository.js';
import { PreviousReportReadModel } from './previous-report.read-model.js';
import { encodeProblems } from './stored-problems.js';
import type { TrackedRows, TrackingContext } from './tracking.tasks.js';
import { TrackingWorker } from './tracking-worker.js';

/** Inputs of a tracking: equal keys promise equal results. */
export interface Keyed {
  readonly matchedAgainst: string;
}

export interface KeyedTrackingContext extends Keyed {
  readonly known: TrackingContext;
  /** Scans that the known problems are of. */
  readonly knownFrom: readonly ScanId[];
}

/** Findings that a tool's findings are compared with. */
type ComparedWith = Pick<TrackingContext, 'base' | 'isBaseExact' | 'ranOnBase'> & { readonly scanId: ScanId | null };

/** Separates new findings from inherited ones by base and baseline, inside the open tenant transaction. */
@Injectable()
export class Tracker {
  constructor(
    private readonly repos: RepoReader,
    private readonly scans: ScanReader,
    private readonly baselines: BaselineReader,
    private readonly bases: BaseReader,
    private readonly reports: FindingReportRepository,
    private readonly previousReports: PreviousReportReadModel,
    private readonly findings: FindingsRepository,
    private readonly marks: IssueMarkRepository,
    private readonly worker: TrackingWorker,
    private readonly tenant: TenantDatabase,
  ) {}

  /** Tracks stored findings again; null when nothing changed since the last time. */
  async trackAgain(
    scan: Scan,
    { tool, ...report }: FindingReport,
  ): Promise<(TrackedRows & Omit<KeyedTrackingContext, 'known'>) | null> {
    const { known, ...others } = await this.trackingContextOf(scan, tool, report);
    if (others.matchedAgainst === report.matchedAgainst) return null;
    const stored = await this.findings.problemsOfTool(scan.orgId, scan.id, tool);
    const tracked = await keepAlive(this.tenant.manager(scan.orgId), this.worker.trackStored(stored, known));
    return { ...tracked, ...others };
  }

  /** Context for tracking a tool's findings. */
  async trackingContextOf(scan: Scan, tool: string, run: ToolRunIdentity): Promise<KeyedTrackingContext> {
    const { orgId, repoId, isBaselineScan } = scan;
    const stored = await this.baselines.findBaseline(orgId, repoId, scan.defaultBranch, tool);
    const { scanId: baseId, ...compared } = await this.comparedWith(scan, tool, run, stored);
    const previousId = await this.previousReports.findScan(scan, tool);
    const previous = previousId === null ? [] : await this.findings.problemsOfTool(orgId, previousId, tool);
    const marks = await this.marks.ofTool(orgId, repoId, tool);
    const changes = await this.scans.findChanges(orgId, scan.id);
    const arePathsResolved = await this.scans.hasFileList(orgId, scan.id);
    const key = JSON.stringify([
      // Versions restart after a rebuild.
      stored && [stored.scanId, stored.version],
      scan.baselineGeneration,
      [baseId, compared.isBaseExact, compared.ranOnBase],
      previousId,
      marks.map((mark) => mark.issueId),
      changes,
      arePathsResolved,
    ]);
    return {
      matchedAgainst: createHash('sha256').update(key).digest('base64url'),
      knownFrom: [baseId, stored?.scanId ?? null].filter((id) => id !== null),
      known: {
        // The base says the same of its own scan, and more of it.
        baseline: stored === null || stored.scanId === baseId ? null : stored.packed,
        ...compared,
        previous,
        marked: encodeProblems(marks),
        changes,
        arePathsResolved,
        isBaselineScan,
        secret: await this.repos.trackingSecret(orgId, repoId),
      },
    };
  }

  /**
   * The tool's findings on the base. A scan of the default branch is compared with the baseline, which knows what tools
   * found that did not run each time; so is a change without a base. A base that the baseline was packed from is read from
   * there, which is faster than from its rows.
   */
  private async comparedWith(
    scan: Scan,
    tool: string,
    run: ToolRunIdentity,
    baseline: StoredBaseline | null,
  ): Promise<ComparedWith> {
    const { orgId } = scan;
    const base = isOfStoredBaseline(scan) ? null : await this.bases.findChoice(scan);
    if (base === null) return { scanId: null, base: null, isBaseExact: false, ranOnBase: 'all' };
    const report = await this.reports.findReport(orgId, base.id, tool);
    const isKnown = report !== null && hasFindings(report.state);
    const isPacked = isKnown && baseline?.scanId === base.id && carriesFacts(baseline.packed);
    const rows = () => (isKnown ? this.findings.problemsOfTool(orgId, base.id, tool) : []);
    return {
      scanId: base.id,
      base: isPacked ? baseline.packed : await rows(),
      isBaseExact: base.isExact,
      // A run that stopped early may have left out findings.
      ranOnBase: report?.state === 'ok' && isSameTool(report, run) ? 'all' : 'none',
    };
  }
}

import { Injectable } from '@nestjs/common';
import { isOfStoredBaseline } from '../../../domain/base/baseline-branches.js';
import type { RuleOfTool } from '../../../domain/findings/rule-help.js';
import { findingCount } from '../../../domain/findings/segments/file-facts.js';
import type { PlacedPath } from '../../../domain/paths/placed-path.js';
import { together } from '../../../platform/database/together.js';
import type { Scan } from '../scan/scan.reader.js';
import type { FindingReport } from './finding-report.js';
import { FindingReportRepository } from './finding-report.repository.js';
import { FixKeeper } from './fix-keeper.events.js';
import type { ToolFindings } from './ingest/tool-findings.js';
import { FindingStore } from './storage/finding-store.js';
import { digestOfRule, RuleHelpRepository, type ToolVersion } from './storage/rule-help.repository.js';
import { SegmentRepository } from './storage/segment.repository.js';
import { CloneTracker } from './tracking/clone-tracker.js';
import type { TrackedFindings } from './tracking/tracker.js';

/** Texts about rules that are not stored yet. */
interface NewHelp {
  readonly of: ToolVersion;
  readonly rules: readonly RuleOfTool[];
}

/** A tool's report with its findings, all of whose problems have an id. */
export interface NamedFindings extends Pick<TrackedFindings, 'findings' | 'near'> {
  readonly report: FindingReport;
}

/** Stores reports with what they found, inside the open tenant transaction. */
@Injectable()
export class ReportContents {
  constructor(
    private readonly store: FindingStore,
    private readonly segments: SegmentRepository,
    private readonly reports: FindingReportRepository,
    private readonly help: RuleHelpRepository,
    private readonly clones: CloneTracker,
    private readonly fixes: FixKeeper,
  ) {}

  /** Stores a tool's findings, with the texts about its rules. */
  async save(scan: Scan, found: ToolFindings, report: FindingReport, tracked: TrackedFindings): Promise<FindingReport> {
    const help = await this.newHelp(scan, found, report);
    const saved = await this.saveContents(scan, report, tracked, help);
    await this.saveNamed(scan, saved);
    return saved.report;
  }

  /** Stores a report whose findings stay as they are. */
  async saveReport({ orgId, id }: Scan, report: FindingReport): Promise<void> {
    await this.reports.saveReport(orgId, id, report);
  }

  /** Has the fixes of a tool follow their files. */
  moveFixes(scan: Scan, tool: string, files: readonly PlacedPath[]): Promise<void> {
    return this.fixes.move(scan, tool, files);
  }

  /** Records a tool of which nothing is known: it broke, or it did not scan. Findings of its earlier report go. */
  async replaceByNothing(scan: Scan, report: FindingReport): Promise<void> {
    await together([
      this.store.delete(scan.orgId, scan.id, report.tool),
      this.reports.saveReport(scan.orgId, scan.id, report),
    ]);
  }

  /**
   * Stores contents of files and names the problems in them. The report's bytes grow by what was not stored before: files that
   * another scan has are there already.
   */
  async saveContents(
    scan: Scan,
    report: FindingReport,
    tracked: TrackedFindings,
    help: NewHelp | null = null,
  ): Promise<NamedFindings> {
    const { orgId, repoId } = scan;
    const { findings, segments, near } = tracked;
    const [bytes, helpBytes, manifest] = await together([
      segments === null ? 0 : this.segments.saveSegments(orgId, repoId, segments),
      help === null ? 0 : this.help.save(help.of, help.rules),
      this.store.nameProblems(scan, report.tool, findings.manifest),
    ]);
    const updated = { ...report, ...toReported(tracked), storedBytes: report.storedBytes + bytes + helpBytes };
    return { report: updated, findings: { ...findings, manifest }, near };
  }

  /** Stores which problem each finding is. */
  async saveNamed(scan: Scan, { report, findings, near }: NamedFindings): Promise<void> {
    await together([
      this.store.save(scan, report.tool, findings, near),
      this.reports.saveReport(scan.orgId, scan.id, report),
    ]);
  }

  /** Answers the reports with how many findings of the base are gone by now. */
  async withFixedClones(scan: Scan, reports: readonly FindingReport[]): Promise<FindingReport[]> {
    const fixed = await this.clones.retrackClones(scan, reports);
    const updated = reports.map((report) => ({ ...report, fixedCount: fixed.get(report.tool) ?? report.fixedCount }));
    for (const [at, report] of updated.entries())
      if (report.fixedCount !== reports[at]!.fixedCount) await this.reports.saveReport(scan.orgId, scan.id, report);
    return updated;
  }

  /**
   * Finds texts about rules that are not stored yet. Scans of the baseline replace what other scans said: a pull request
   * does not change what pages of the default branch show.
   */
  private async newHelp(
    { orgId, repoId, ...scan }: Scan,
    { rules }: ToolFindings,
    { tool, toolVersion }: FindingReport,
  ): Promise<NewHelp> {
    const of: ToolVersion = { orgId, repoId, tool, version: toolVersion };
    if (rules.length === 0) return { of, rules };
    const stored = await this.help.listDigests(of);
    const mayReplace = isOfStoredBaseline(scan);
    const isNew = (rule: RuleOfTool): boolean => {
      const digest = stored.get(rule.ruleId);
      return digest === undefined || (mayReplace && digest !== digestOfRule(rule));
    };
    return { of, rules: rules.filter(isNew) };
  }
}

const toReported = (
  tracked: TrackedFindings,
): Pick<FindingReport, 'fixedCount' | 'matchedAgainst' | 'tracking' | 'findingCount'> => ({
  fixedCount: tracked.fixedCount,
  matchedAgainst: tracked.matchedAgainst,
  tracking: tracked.isLowConfidence ? 'low_confidence' : null,
  findingCount: findingCount(tracked.findings.manifest),
});

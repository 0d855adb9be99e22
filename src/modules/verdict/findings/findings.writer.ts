import { Injectable } from '@nestjs/common';
import { MAX_DIRECTIVES } from '../../../domain/findings/directive.js';
import { type NamedReport, nameUnnamedReport } from '../../../domain/findings/name-report.js';
import { hasFindings } from '../../../domain/findings/run-state.js';
import { together } from '../../../platform/database/together.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { Scan } from '../scan/scan.reader.js';
import { FindingReportRepository } from './finding-report.repository.js';
import { type ToolFindings, withStored } from './ingest/tool-findings.js';
import { ReportContents } from './report-contents.js';
import { reportOf, type ReportSource } from './report-source.js';
import { FindingStore } from './storage/finding-store.js';
import { ReportTracker } from './tracking/report-tracker.js';

/** Effect of a tool's report on what is stored. */
export interface StoredFindingsReport {
  /** True for the first report of its tool. */
  readonly isFirst: boolean;
  /** Bytes that are stored now, less those of the tool's report before. */
  readonly addedBytes: number;
  /** Number of findings that the scan has of the tool now. */
  readonly count: number;
}

/** Findings of scans as reports bring them, changed inside the open tenant transaction. The scan is locked by the caller. */
@Injectable()
export class FindingsWriter {
  constructor(
    private readonly reports: FindingReportRepository,
    private readonly store: FindingStore,
    private readonly tracker: ReportTracker,
    private readonly contents: ReportContents,
  ) {}

  /** Name under which a tool's report is kept, and whether this very report is kept already. */
  async nameReport(scan: Scan, found: ToolFindings, digest: string | null): Promise<NamedReport> {
    if (!found.isUnnamed || digest === null) return { tool: found.tool, isKnown: false };
    const reports = await this.reports.listReports(scan.orgId, scan.id);
    const kept = reports.map((report) => ({ tool: report.tool, digest: report.digest?.toString('hex') ?? null }));
    return nameUnnamedReport(found.tool, digest, kept);
  }

  /**
   * Stores what a tool found, recognized, in place of what it found before; a run that scanned nothing replaces nothing.
   */
  async replace(scan: Scan, found: ToolFindings, source: ReportSource): Promise<StoredFindingsReport> {
    const { tool } = found;
    const before = await this.reports.findReport(scan.orgId, scan.id, tool);
    const [isFirst, bytesBefore] = [before === null, before?.storedBytes ?? 0];
    if (!hasFindings(found.state)) {
      if (!isFirst && found.state !== 'failed') return { isFirst, addedBytes: 0, count: before?.findingCount ?? 0 };
      await this.contents.replaceByNothing(scan, {
        ...reportOf(found, source),
        findingCount: 0,
        storedBytes: bytesBefore,
      });
      return { isFirst, addedBytes: 0, count: 0 };
    }
    // Contents of the report before may be those of other scans as well: they stay until nobody names them.
    const reported = { ...reportOf(found, source), storedBytes: bytesBefore };
    const tracked = await this.tracker.trackReported(scan, found, reported);
    const saved = await this.contents.save(scan, found, reported, tracked);
    await this.contents.withFixedClones(scan, [saved]);
    return { isFirst, addedBytes: saved.storedBytes - bytesBefore, count: saved.findingCount };
  }

  /**
   * Stores directives beside those that the scan has already.
   *
   * @throws AppError `unreadable_report` for more of them than a scan may have
   */
  async add(scan: Scan, found: ToolFindings, source: ReportSource): Promise<StoredFindingsReport> {
    const [before, report] = await together([
      this.store.load(scan, scan.id, found.tool),
      this.reports.findReport(scan.orgId, scan.id, found.tool),
    ]);
    const joined = before === null ? found : withStored(found, before.manifest);
    const rejected = (source.rejected ?? 0) + (report?.rejected ?? 0);
    const stored = await this.replace(scan, joined, { ...source, rejected });
    // Repeated ones are known once all are tracked.
    if (stored.count > MAX_DIRECTIVES)
      throw new AppError(
        'unreadable_report',
        `The scan would have ${stored.count} directives with this report, more than ${MAX_DIRECTIVES}. Send only those of the changed files.`,
      );
    return stored;
  }
}

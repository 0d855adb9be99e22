import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type FindingsFormat,
  type FindingsReport,
  SEVERITIES,
  type Severity,
  type ToolRun,
} from '../../domain/findings/finding.js';
import { extractFeatures } from '../../domain/findings/matching/extract-features.js';
import type { ScanId } from '../../domain/ids.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { OrganizationReader } from '../organization/organization.reader.js';
import { RepoReader } from '../organization/repo.reader.js';
import { ScanEvents } from '../scan/scan.events.js';
import { ScanReader } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import { FindingsWriter } from './findings.writer.js';
import { ReportParser } from './report-parser.js';

/** What was taken from a report. */
export interface TakenReport {
  readonly report: FindingsReport;
  readonly persisted: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
}

/** Taking findings reports: read, recognize, store. */
@Injectable()
export class FindingsService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly organizations: OrganizationReader,
    private readonly repos: RepoReader,
    private readonly scans: ScanReader,
    private readonly scanWriter: ScanWriter,
    private readonly scanEvents: ScanEvents,
    private readonly parser: ReportParser,
    private readonly writer: FindingsWriter,
  ) {}

  /** Stores a report of one tool (or of several, where its format allows that), each replacing the tool's earlier one. */
  async upload(
    caller: Caller,
    scanId: ScanId,
    bytes: Buffer,
    format: FindingsFormat | undefined,
  ): Promise<TakenReport> {
    const { orgId } = caller;
    const { classificationOverrides: overrides } = await this.tenant.run(orgId, () =>
      this.organizations.settings(orgId),
    );
    const report = await this.parser.parse(bytes, { format, overrides });
    const secret = await this.tenant.run(orgId, async () => {
      const scan = await this.scans.get(orgId, scanId);
      return this.repos.trackingSecret(orgId, scan.repoId);
    });
    const digest = createHash('sha256').update(bytes).digest();
    const runs = report.runs.map((run) => ({ run, features: extractFeatures(run.findings, secret) }));
    await this.tenant.run(orgId, async () => {
      const scan = await this.scanWriter.lockPending(orgId, scanId);
      let isFirst = runs.length === 0;
      for (const { run, features } of runs) {
        const source = { format: report.format, digest, ...measuredBy(report, run) };
        isFirst = (await this.writer.replace(scan, run, features, source)) || isFirst;
      }
      if (isFirst) await this.scanWriter.countUpload(orgId, scanId);
      await this.scanEvents.reportStored(caller, scanId);
    });
    return toTaken(report);
  }
}

/** What a report measures of the whole code base belongs to its first tool. */
function measuredBy(report: FindingsReport, run: ToolRun) {
  const isFirst = report.runs[0] === run;
  return {
    duplicationPct: isFirst ? report.duplicationPct : null,
    linesOfCode: isFirst ? report.linesOfCode : null,
  };
}

function toTaken(report: FindingsReport): TakenReport {
  const bySeverity = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
  let persisted = 0;
  for (const run of report.runs) {
    persisted += run.findings.length;
    for (const finding of run.findings) bySeverity[finding.severity] += 1;
  }
  return { report, persisted, bySeverity };
}

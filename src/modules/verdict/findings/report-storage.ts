import { Injectable } from '@nestjs/common';
import type { ToolRunIdentity } from '../../../domain/base/same-tool.js';
import { groupBy } from '../../../domain/group-by.js';
import type { ScanId } from '../../../domain/ids.js';
import { isOfDirectives } from '../../../domain/scanned/compared-runs.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { ScanWriter } from '../scan/scan.writer.js';
import { UploadWriter } from '../scan/upload.writer.js';
import type { ReportPlacing } from './finding-report.js';
import { FindingsWriter } from './findings.writer.js';
import { FixKeeper } from './fix-keeper.events.js';
import type { ReadFindings } from './ingest/read-findings.js';
import type { ReportSource } from './report-source.js';

/** Facts on a report besides its bytes. */
export interface ReportOrigin extends Pick<ReportPlacing, 'list' | 'reportPath'> {
  readonly run: ToolRunIdentity;
  /** True where fixes were read. */
  readonly withFixes: boolean;
}

/** Stores reports that were read, inside the open tenant transaction. */
@Injectable()
export class ReportStorage {
  constructor(
    private readonly scans: ScanWriter,
    private readonly writer: FindingsWriter,
    private readonly fixes: FixKeeper,
    private readonly uploads: UploadWriter,
    private readonly tenant: TenantDatabase,
  ) {}

  /** Answers the names under which the tools are kept. */
  async storeReport(
    caller: Caller,
    scanId: ScanId,
    report: ReadFindings,
    { run, list, reportPath, withFixes }: ReportOrigin,
  ): Promise<string[]> {
    const scan = await this.scans.lockPending(caller, scanId);
    const fixes = groupBy(report.fixes, (fix) => fix.tool);
    let isFirst = report.tools.length === 0;
    let addedBytes = 0;
    const tools: string[] = [];
    for (const [index, found] of report.tools.entries()) {
      const { tool, isKnown } = await this.writer.nameReport(scan, found, report.digest);
      tools.push(tool);
      if (isKnown) continue;
      const placing = { list, reportPath, paths: [...(report.placed.get(found.tool) ?? [])] };
      const source = { ...sourceOf(report, index), ...run, uploadedAt: this.tenant.now(), placing };
      const areDirectives = isOfDirectives(report);
      const named = { ...found, tool };
      const stored = await (areDirectives
        ? this.writer.add(scan, named, source)
        : this.writer.replace(scan, named, source));
      // Pipelines do not announce directive reports.
      isFirst ||= stored.isFirst && !areDirectives;
      addedBytes += stored.addedBytes;
      if (withFixes) addedBytes += await this.fixes.keep(scan, tool, fixes.get(found.tool) ?? []);
    }
    await this.uploads.record(caller, scanId, { kind: 'findings', isNew: isFirst, addedBytes });
    return tools;
  }
}

/** Measures of the whole code base in a report, and results that could not be read, belong to its first tool. */
const sourceOf = (
  { format, duplicationPct, duplicatedLines, linesOfCode, digest, rejected, tools }: ReadFindings,
  index: number,
): Omit<ReportSource, keyof ToolRunIdentity | 'uploadedAt' | 'placing'> => ({
  format,
  digest: digest !== null && tools[index]!.isUnnamed ? Buffer.from(digest, 'hex') : null,
  duplicationPct: index === 0 ? duplicationPct : null,
  duplicatedLines: index === 0 ? duplicatedLines : null,
  linesOfCode: index === 0 ? linesOfCode : null,
  rejected: index === 0 ? rejected.length : 0,
});

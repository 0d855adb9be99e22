import { Injectable } from '@nestjs/common';
import type { ToolRunIdentity } from '../../../domain/base/same-tool.js';
import type { FindingsFormat } from '../../../domain/findings/finding.js';
import { warnAboutRun } from '../../../domain/findings/run-state.js';
import { groupBy } from '../../../domain/group-by.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { addSeverities, type SeverityCounts } from '../../../domain/ratings/scan-counters.js';
import { isOfDirectives } from '../../../domain/scanned/compared-runs.js';
import { type Warning, warningOf } from '../../../domain/warning.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { confirmCaller } from '../../../platform/tenancy/repo-bound.js';
import { OrganizationReader } from '../../people/organization/organization.reader.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { QuotaWriter } from '../../people/quota/quota.writer.js';
import { ScanEvents } from '../scan/scan.events.js';
import { ScanReader } from '../scan/scan.reader.js';
import { ScanWriter } from '../scan/scan.writer.js';
import type { ReportPlacing } from './finding-report.js';
import { FindingsWriter, type ReportSource } from './findings.writer.js';
import { FixKeeper } from './fix-keeper.js';
import { FindingsIngest, leavesOutStored } from './ingest/findings-ingest.js';
import type { ReadFindings, ReadFindingsInput } from './ingest/read-findings.js';
import { SegmentsGone } from './tracking/tracker.js';
import { TrackingInputsReader } from './tracking/tracking-inputs.reader.js';

/** A report as it was sent: `format` and `tool` where the sender says them. */
export interface UploadedReport {
  readonly bytes: Buffer;
  readonly format: FindingsFormat | undefined;
  readonly tool: string | undefined;
  /** Path of the report in the repository; null when it was not given. */
  readonly reportPath: string | null;
  /** CI's statements on the tool's run; those of the report come first. */
  readonly run: ToolRunIdentity;
}

/** Summary of an accepted report. */
export interface TakenReport {
  readonly report: Pick<ReadFindings, 'format' | 'rejected' | 'warnings'>;
  readonly tools: readonly string[];
  readonly persisted: number;
  readonly bySeverity: SeverityCounts;
}

type ReportSurroundings = Pick<ReadFindingsInput, 'fileList' | 'overrides' | 'stored' | 'withFixes'> & {
  readonly secret: Uint8Array | null;
  /** Version of the scan's list of files. */
  readonly list: number | null;
};

/** Facts on a report besides its bytes. */
interface ReportOrigin extends Pick<ReportPlacing, 'list' | 'reportPath'> {
  readonly run: ToolRunIdentity;
  /** True where fixes were read. */
  readonly withFixes: boolean;
}

/** A secret for reading a report whose scan does not exist: what is wrong with the report is said first. */
const NO_SECRET = new Uint8Array(32);

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
    private readonly ingest: FindingsIngest,
    private readonly inputs: TrackingInputsReader,
    private readonly writer: FindingsWriter,
    private readonly fixes: FixKeeper,
    private readonly quotas: QuotaWriter,
  ) {}

  /**
   * Stores a report of one tool, or of several where its format allows that. The findings of each tool replace those of its
   * earlier report; directives add up.
   */
  async upload(caller: Caller, scanId: ScanId, sent: UploadedReport): Promise<TakenReport> {
    const { bytes, format, tool, reportPath } = sent;
    const { secret, stored, list, ...known } = await this.readSurroundings(caller.orgId, scanId, bytes);
    const input = { ...{ bytes, format, tool, reportPath }, ...known, secret: secret ?? NO_SECRET };
    const take = async (of: ReadFindingsInput) => {
      const report = await this.ingest.readFindings(of);
      if (secret === null) throw new NotFoundInOrg('scan');
      await confirmCaller();
      return this.storeRead(caller, scanId, report, {
        run: sent.run,
        list,
        reportPath,
        withFixes: of.withFixes === true,
      });
    };
    if (stored === undefined) return take(input);
    return take({ ...input, stored }).catch((error: unknown) => {
      if (error instanceof SegmentsGone) return take(input);
      throw error;
    });
  }

  /** All that a report is read by; the secret of a scan that does not exist is null. */
  private readSurroundings(orgId: OrgId, scanId: ScanId, bytes: Uint8Array): Promise<ReportSurroundings> {
    return this.tenant.run(orgId, async () => {
      const scan = await this.scans.findScan(orgId, scanId);
      const listed = await this.scans.findListedFiles(orgId, scanId);
      return {
        secret: scan && (await this.repos.trackingSecret(orgId, scan.repoId)),
        withFixes: scan !== null && (await this.repos.getRepo(orgId, scan.repoId)).sourceExcerpts !== 'none',
        fileList: listed?.paths ?? null,
        list: listed?.version ?? null,
        overrides: (await this.organizations.settings(orgId)).classificationOverrides,
        ...(scan && leavesOutStored(bytes) && { stored: await this.inputs.listComparedSegments(scan) }),
      };
    });
  }

  private async storeRead(
    caller: Caller,
    scanId: ScanId,
    report: ReadFindings,
    origin: ReportOrigin,
  ): Promise<TakenReport> {
    const taken = toTaken(report);
    const tools = await this.tenant.run(caller.orgId, () => this.storeReport(caller, scanId, report, origin));
    return {
      ...taken,
      tools,
      report: { ...taken.report, warnings: [...report.warnings, ...warningsOf(report, tools)] },
    };
  }

  /** Answers the names under which the tools are kept. */
  private async storeReport(
    caller: Caller,
    scanId: ScanId,
    report: ReadFindings,
    { run, list, reportPath, withFixes }: ReportOrigin,
  ): Promise<string[]> {
    const scan = await this.scanWriter.lockPending(caller, scanId);
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
      // Pipelines do not announce reports of directives.
      isFirst ||= stored.isFirst && !areDirectives;
      addedBytes += stored.addedBytes;
      if (withFixes) addedBytes += await this.fixes.keep(scan, tool, fixes.get(found.tool) ?? []);
    }
    await this.quotas.claimStoredBytes(caller.orgId, addedBytes);
    if (isFirst) await this.scanWriter.countUpload(caller.orgId, scanId);
    await this.scanEvents.reportStored(caller, scanId, 'findings');
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

function toTaken({ format, rejected, warnings, tools }: ReadFindings): TakenReport {
  return {
    report: { format, rejected, warnings },
    tools: tools.map(({ tool }) => tool),
    persisted: tools.reduce((sum, { count }) => sum + count, 0),
    bySeverity: addSeverities(tools.map(({ bySeverity }) => bySeverity)),
  };
}

/** @param names under which the tools of the report are kept, in their order */
const warningsOf = ({ tools }: ReadFindings, names: readonly string[]): Warning[] =>
  tools.flatMap(({ tool, state }, index) => {
    const name = names[index]!;
    const beside =
      name === tool
        ? []
        : [
            warningOf(
              'report_unnamed',
              `The report names no tool and differs from an earlier one: it is kept as "${name}". Send the field "tool".`,
            ),
          ];
    const warning = warnAboutRun(name, state);
    return warning === null ? beside : [...beside, warning];
  });

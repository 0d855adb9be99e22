import { Injectable } from '@nestjs/common';
import type { ToolRunIdentity } from '../../../domain/base/same-tool.js';
import type { FindingsFormat } from '../../../domain/findings/finding.js';
import { warnAboutRun } from '../../../domain/findings/run-state.js';
import type { ScanId } from '../../../domain/ids.js';
import { addSeverities, type SeverityCounts } from '../../../domain/ratings/scan-counters.js';
import { type Warning, warningOf } from '../../../domain/warning.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { NotFoundInOrg } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { confirmCaller } from '../../../platform/tenancy/repo-bound.js';
import { FindingsIngest } from './ingest/findings-ingest.js';
import type { ReadFindings, ReadFindingsInput } from './ingest/read-findings.js';
import { ReportContextReader } from './report-context.reader.js';
import { type ReportOrigin, ReportStorage } from './report-storage.js';
import { SegmentsGone } from './tracking/tracker.js';

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

/** A secret for reading a report whose scan does not exist: what is wrong with the report is said first. */
const NO_SECRET = new Uint8Array(32);

/** Taking findings reports: read, recognize, store. */
@Injectable()
export class FindingsService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly contexts: ReportContextReader,
    private readonly ingest: FindingsIngest,
    private readonly storage: ReportStorage,
  ) {}

  /**
   * Stores a report of one tool, or of several where its format allows that. The findings of each tool replace those of its
   * earlier report; directives add up.
   */
  async upload(caller: Caller, scanId: ScanId, sent: UploadedReport): Promise<TakenReport> {
    const { bytes, format, tool, reportPath } = sent;
    const { secret, stored, list, ...known } = await this.tenant.run(caller.orgId, () =>
      this.contexts.read(caller.orgId, scanId, bytes),
    );
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

  private async storeRead(
    caller: Caller,
    scanId: ScanId,
    report: ReadFindings,
    origin: ReportOrigin,
  ): Promise<TakenReport> {
    const taken = toTaken(report);
    const tools = await this.tenant.run(caller.orgId, () => this.storage.storeReport(caller, scanId, report, origin));
    return {
      ...taken,
      tools,
      report: { ...taken.report, warnings: [...report.warnings, ...warningsOf(report, tools)] },
    };
  }
}

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
              `The report names no tool and differs from an earlier one, so it is stored as "${name}". Send the field "tool".`,
            ),
          ];
    const warning = warnAboutRun(name, state);
    return warning === null ? beside : [...beside, warning];
  });

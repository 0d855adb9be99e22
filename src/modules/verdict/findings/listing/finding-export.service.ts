import { Inject, Injectable } from '@nestjs/common';
import { otherPlaces } from '../../../../domain/findings/clones/stored-clone.js';
import { type ExportedFinding, type ExportedRun, sarifPieces } from '../../../../domain/findings/export-sarif.js';
import type { FindingColumns } from '../../../../domain/findings/listing/finding-columns.js';
import { findingReader } from '../../../../domain/findings/listing/listed-finding.js';
import { rowsByTool, type ToolRows } from '../../../../domain/findings/listing/rows-by-tool.js';
import { isMarkInForce, isMarkLineEdited } from '../../../../domain/findings/marked-line.js';
import type { ScanId } from '../../../../domain/ids.js';
import { scanPageUrl } from '../../../../domain/scan-page.js';
import { isAcceptedBy } from '../../../../domain/scanned/added-directives.js';
import type { AppConfig } from '../../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { ScanReader } from '../../scan/scan.reader.js';
import { type AnalyzerRun, FindingsReader } from '../findings.reader.js';
import { IssueMarkRepository, marksByIssue } from '../issues/issue-mark.repository.js';
import { ScanFindingsReader } from './scan-findings.reader.js';

/** Marks with the reasons of users, by the id of the problem. */
type Reasons = ReturnType<typeof marksByIssue>;

/** Exports what a scan found. */
@Injectable()
export class FindingExportService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly scans: ScanReader,
    private readonly reader: FindingsReader,
    private readonly findings: ScanFindingsReader,
    private readonly marks: IssueMarkRepository,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** A scan's findings as SARIF, in pieces: by tool, and of each tool by path and line. */
  async exportSarif({ orgId }: Caller, scanId: ScanId): Promise<Iterable<string>> {
    const { scan, measures, analyzers, marks } = await this.tenant.run(orgId, async () => {
      const found = await this.scans.getDetailed(orgId, scanId);
      return {
        scan: found,
        measures: await this.reader.findMeasures(orgId, scanId),
        analyzers: await this.reader.findRuns(orgId, scanId),
        marks: await this.marks.ofRepo(orgId, found.repoId),
      };
    });
    const reasons = marksByIssue(marks);
    const columns = await this.findings.load(scan);
    const { publicUrl } = this.config.server;
    const dashboardUrl = publicUrl === null ? null : scanPageUrl(publicUrl, scanId);
    return sarifPieces({ scan, measures, runs: runsOf(columns, analyzers, reasons), dashboardUrl });
  }
}

/** Runs of the analyzers that ran, with or without findings; then of what else has findings. */
function runsOf(columns: FindingColumns, analyzers: readonly AnalyzerRun[], reasons: Reasons): ExportedRun[] {
  const byTool = new Map(rowsByTool(columns).map((found) => [found.tool, found]));
  const ran = analyzers.filter(({ state }) => state !== 'not_run');
  const others = [...byTool.keys()].filter((tool) => ran.every((run) => run.tool !== tool)).sort();
  return [...ran, ...others.map((tool): AnalyzerRun => ({ tool, version: null, state: 'ok' }))].map(
    ({ tool, version, state }) => {
      const found = byTool.get(tool);
      return {
        tool: { name: tool, version, isBroken: state !== 'ok' },
        ruleIds: found?.ruleIds ?? [],
        findings: found ? exportedOf(columns, found, reasons) : [],
      };
    },
  );
}

function* exportedOf(columns: FindingColumns, { rows }: ToolRows, reasons: Reasons): Generator<ExportedFinding> {
  const findingAt = findingReader(columns);
  for (const row of rows) {
    const { clone, ...finding } = findingAt(row);
    const { false_positive, accepted } = reasons.get(finding.issueId) ?? {};
    const isInForce = false_positive && isMarkInForce(false_positive, finding.type, finding.markLine);
    const isCovered = accepted && isAcceptedBy(accepted, finding);
    const given = {
      fpReason: isInForce ? false_positive.reason : null,
      acceptedReason: isCovered ? accepted.reason : null,
      isMarkLineEdited: false_positive !== undefined && isMarkLineEdited(false_positive, finding.markLine),
    };
    yield { ...finding, related: otherPlaces(clone, finding), ...given };
  }
}

import { Injectable } from '@nestjs/common';
import {
  compareDuplication,
  duplicatedLines,
  type DuplicationChange,
} from '../../../../domain/findings/clones/duplicated-lines.js';
import type { FindingComparison } from '../../../../domain/findings/listing/compare-findings.js';
import { extrasAt, type FindingColumns } from '../../../../domain/findings/listing/finding-columns.js';
import { type FindingKey, keyAt, placeAfter } from '../../../../domain/findings/listing/finding-keys.js';
import { findingReader } from '../../../../domain/findings/listing/listed-finding.js';
import { hasFindings } from '../../../../domain/findings/run-state.js';
import type { OrgId } from '../../../../domain/ids.js';
import { noLongerChecked } from '../../../../domain/loosened/no-longer-checked.js';
import { textReader } from '../../../../domain/segments/byte-texts.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { together } from '../../../../platform/database/together.js';
import { ScanReader } from '../../scan/scan.reader.js';
import { type FindingDto, toFindingDto } from '../dto/finding.dto.js';
import type { FindingReport } from '../finding-report.js';
import { FindingReportRepository } from '../finding-report.repository.js';
import { IssueMarkRepository, marksByIssue } from '../issues/issue-mark.repository.js';
import { isFindingKey } from './list-cursors.js';
import { ListingWorker } from './listing-worker.js';
import { type ReadScan, ScanFindingsReader } from './scan-findings.reader.js';

export { FindingDto } from '../dto/finding.dto.js';

/** The order of differences: the worst first. */
const SORT = 'severity';

/** Findings in which two scans differ, in one way. */
export interface DifferingFindings {
  readonly count: number;
  keyAt(place: number): FindingKey;
  /** The place of the first one behind a key. */
  placeAfter(key: FindingKey): number;
  read(from: number, to: number): Promise<FindingDto[]>;
}

export const FINDING_DIFFERENCES = ['new', 'fixed', 'worsened', 'moved'] as const;
/** Problems of two scans by what became of them: those that are new, fixed, more severe than before, and at another place. */
export type FindingDifferences = Readonly<Record<(typeof FINDING_DIFFERENCES)[number], DifferingFindings>> & {
  readonly duplication: readonly DuplicationChange[];
};

export const isDifferenceKey = (key: unknown): key is FindingKey => isFindingKey(key, SORT);

type Worse = Pick<FindingComparison, 'worsened' | 'former'>;

/** Leaves out findings of tools whose severities come from other tables in each scan: these alone may differ. */
function judgedAlike(
  { tool, dictionaries }: FindingColumns,
  { worsened, former }: Worse,
  reports: readonly FindingReport[],
  others: readonly FindingReport[],
): Worse {
  const before = new Map(others.map((report) => [report.tool, report.tablesVersion]));
  const differing = new Set(
    reports
      .filter((report) => (before.get(report.tool) ?? report.tablesVersion) !== report.tablesVersion)
      .map((report) => report.tool),
  );
  if (differing.size === 0) return { worsened, former };
  const toolOf = textReader(dictionaries.tool);
  const isKept = (_: number, place: number): boolean => !differing.has(toolOf(tool[worsened[place]!]!));
  return { worsened: worsened.filter(isKept), former: former.filter(isKept) };
}

const duplicationOf = (columns: FindingColumns): Map<string, number> =>
  duplicatedLines(Array.from(columns.extraRows, (row) => extrasAt(columns, row)));

/** Comparisons of what two scans found, outside of any transaction. */
@Injectable()
export class ComparedFindingsReader {
  constructor(
    private readonly findings: ScanFindingsReader,
    private readonly marks: IssueMarkRepository,
    private readonly reports: FindingReportRepository,
    private readonly tenant: TenantDatabase,
    private readonly worker: ListingWorker,
    private readonly scans: ScanReader,
  ) {}

  async compare(scan: ReadScan, otherScan: ReadScan): Promise<FindingDifferences> {
    const [columns, other] = await Promise.all([this.findings.load(scan), this.findings.load(otherScan)]);
    const compared = await this.worker.compareFindings({ scan: columns, other });
    const { added, fixed: gone, moved, movedFrom, ...worse } = compared;
    const isUnchecked = gone.length === 0 ? null : await this.findUnchecked(scan, other);
    const fixed = isUnchecked === null ? gone : gone.filter((row) => !isUnchecked(row));
    const { worsened, former } = await this.judgedAlike(columns, worse, scan, otherScan);
    return {
      new: this.open(scan.orgId, columns, added),
      fixed: this.open(scan.orgId, other, fixed),
      worsened: this.open(scan.orgId, columns, worsened, (place) => {
        const { severity, message } = findingReader(other)(former[place]!);
        return { was: { severity, message } };
      }),
      moved: this.open(scan.orgId, columns, moved, (place) => {
        const { filePath, startLine } = findingReader(other)(movedFrom[place]!);
        return { moved_from: { file_path: filePath, line: startLine } };
      }),
      duplication: compareDuplication(duplicationOf(other), duplicationOf(columns)),
    };
  }

  /** Problems of the base that are gone, and that tools no longer look for since the change. Of a tool without a report it is unknown. */
  async listNoLongerChecked(scan: ReadScan, base: ReadScan): Promise<number[]> {
    const { orgId, id } = scan;
    const [columns, other] = await Promise.all([this.findings.load(scan), this.findings.load(base)]);
    const isUnchecked = await this.findUnchecked(scan, other);
    if (isUnchecked === null) return [];
    const reports = await this.tenant.run(orgId, () => this.reports.listReports(orgId, id));
    const reporting = new Set(reports.filter(({ state }) => hasFindings(state)).map(({ tool }) => tool));
    const toolOf = textReader(other.dictionaries.tool);
    const { fixed } = await this.worker.compareFindings({ scan: columns, other });
    const gone = fixed.filter((row) => reporting.has(toolOf(other.tool[row]!)) && isUnchecked(row));
    return Array.from(gone, (row) => other.issueId[row]!);
  }

  /** Null where the change does not say what tools no longer look for. */
  private async findUnchecked(
    { orgId, id }: ReadScan,
    { dictionaries, ...columns }: FindingColumns,
  ): Promise<((row: number) => boolean) | null> {
    const { loosened } = await this.tenant.run(orgId, () => this.scans.findWeakening(orgId, id));
    const isUnchecked = loosened && noLongerChecked(loosened);
    if (isUnchecked === null) return null;
    const [toolOf, ruleOf, pathOf] = [
      textReader(dictionaries.tool),
      textReader(dictionaries.rule),
      textReader(dictionaries.path),
    ];
    return (row) =>
      isUnchecked({
        tool: toolOf(columns.tool[row]!),
        ruleId: ruleOf(columns.rule[row]!),
        filePath: pathOf(columns.path[row]!),
      });
  }

  private async judgedAlike(
    columns: FindingColumns,
    worse: Worse,
    scan: ReadScan,
    otherScan: ReadScan,
  ): Promise<Worse> {
    if (worse.worsened.length === 0) return worse;
    const { orgId } = scan;
    const [reports, others] = await this.tenant.run(orgId, () =>
      together([this.reports.listReports(orgId, scan.id), this.reports.listReports(orgId, otherScan.id)]),
    );
    return judgedAlike(columns, worse, reports, others);
  }

  /** @param formerAt facts on the finding at a place in the other scan */
  private open(
    orgId: OrgId,
    columns: FindingColumns,
    rows: Uint32Array,
    formerAt?: (place: number) => Partial<Pick<FindingDto, 'was' | 'moved_from'>>,
  ): DifferingFindings {
    const findingAt = findingReader(columns);
    return {
      count: rows.length,
      keyAt: (place) => keyAt(columns, rows[place]!, SORT),
      placeAfter: (key) => placeAfter(columns, SORT, key, rows),
      read: async (from, to) => {
        const listed = Array.from(rows.subarray(from, to), findingAt);
        const marks = await this.marks.ofIssues(
          orgId,
          listed.map(({ issueId }) => issueId),
        );
        const marksOf = marksByIssue(marks);
        return listed.map((finding, at) => ({
          ...toFindingDto(finding, marksOf.get(finding.issueId)),
          ...formerAt?.(from + at),
        }));
      },
    };
  }
}

import { Injectable } from '@nestjs/common';
import type { FacetCounts } from '../../../../domain/findings/listing/count-facets.js';
import type { PageRequest } from '../../../../domain/findings/listing/cut-page.js';
import type { FindingColumns } from '../../../../domain/findings/listing/finding-columns.js';
import type { FindingFilter, MarkedIds } from '../../../../domain/findings/listing/finding-filter.js';
import { keyAt } from '../../../../domain/findings/listing/finding-keys.js';
import { keyOfGroup } from '../../../../domain/findings/listing/group-findings.js';
import { findingReader } from '../../../../domain/findings/listing/listed-finding.js';
import type { IssueId, RepoId, ScanId } from '../../../../domain/ids.js';
import { silencedReader } from '../../../../domain/suppressions/silenced-reader.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { decodeCursor, toPage } from '../../../../platform/validation/cursor.js';
import { type Scan, ScanReader } from '../../scan/scan.reader.js';
import { type FindingListDto, toFindingDto } from '../dto/finding.dto.js';
import {
  type FindingFacetsDto,
  type FindingGroupsDto,
  toFacetsDto,
  toFindingFacetsDto,
  toFindingGroupsDto,
} from '../dto/finding-facets.dto.js';
import { type FindingFilterDto, type ListFindingsDto, toFindingFilter } from '../dto/list-findings.dto.js';
import { toListedRuleDto } from '../dto/rule.dto.js';
import { IssueMarkRepository, markedIdsOf, marksByIssue } from '../issues/issue-mark.repository.js';
import { findingsCsv } from './findings-csv.js';
import { isFindingKey, isGroupKey } from './list-cursors.js';
import { ListedRulesReader } from './listed-rules.reader.js';
import { ListedScanReader } from './listed-scan.reader.js';
import type { OfColumns } from './listing.tasks.js';
import { ListingWorker } from './listing-worker.js';
import { ScanFindingsReader } from './scan-findings.reader.js';

/** Most findings of a CSV file. */
const MAX_CSV_ROWS = 100_000;

const NONE_MARKED: MarkedIds = { falsePositives: [], accepted: [] };

/** Lists, counts and groups what a scan found. */
@Injectable()
export class FindingListService {
  constructor(
    private readonly scans: ScanReader,
    private readonly listed: ListedScanReader,
    private readonly findings: ScanFindingsReader,
    private readonly marks: IssueMarkRepository,
    private readonly worker: ListingWorker,
    private readonly rules: ListedRulesReader,
  ) {}

  async listFindings(caller: Caller, scanId: ScanId, query: ListFindingsDto): Promise<FindingListDto> {
    const { limit, sort } = query;
    const after = decodeCursor(query.cursor, (key) => isFindingKey(key, sort));
    const { scan, filter } = await this.listed.choose(caller, scanId, query);
    const work = await this.open(scan, filter, { filter, sort, limit, after });
    const { rows, total } = await this.worker.cutPage(work);
    const facets = query.include?.includes('facets') ? await this.facetsOf(scan, work.columns, filter) : undefined;
    const { items, nextCursor } = toPage(rows, limit, (row) => keyAt(work.columns, row, sort));
    const listed = items.map(findingReader(work.columns));
    const silenced = listed.some(({ directive }) => directive !== null)
      ? silencedReader(await this.findings.load(scan))
      : () => null;
    const marks = await this.marks.ofIssues(
      caller.orgId,
      listed.map(({ issueId }) => issueId),
    );
    const rules = query.include?.includes('help') ? await this.rules.read(scan, listed) : undefined;
    const marksOf = marksByIssue(marks);
    return {
      scan_id: scanId,
      findings: listed.map((finding) => toFindingDto(finding, marksOf.get(finding.issueId), silenced(finding))),
      next_cursor: nextCursor,
      total,
      ...(facets && { facets: toFacetsDto(facets) }),
      ...(rules && { rules: rules.map(toListedRuleDto) }),
    };
  }

  /** The first findings that a filter finds, in the order of the list, as the lines of a CSV file. */
  async exportCsv(caller: Caller, scanId: ScanId, query: ListFindingsDto): Promise<Iterable<string>> {
    const { scan, filter } = await this.listed.choose(caller, scanId, query);
    const work = await this.open<PageRequest>(scan, filter, {
      filter,
      sort: query.sort,
      limit: MAX_CSV_ROWS,
      after: null,
    });
    const { rows } = await this.worker.cutPage(work);
    const marksOf = marksByIssue(await this.marks.ofRepo(caller.orgId, scan.repoId));
    const findingAt = findingReader(work.columns);
    return findingsCsv(rows.slice(0, MAX_CSV_ROWS), (row) => {
      const finding = findingAt(row);
      return toFindingDto(finding, marksOf.get(finding.issueId));
    });
  }

  async groupFindings(
    caller: Caller,
    scanId: ScanId,
    query: ListFindingsDto & Required<Pick<ListFindingsDto, 'group_by'>>,
  ): Promise<FindingGroupsDto> {
    const { limit, group_by: by } = query;
    const after = decodeCursor(query.cursor, isGroupKey);
    const { scan, filter } = await this.listed.choose(caller, scanId, query);
    const work = await this.open(scan, filter, { filter, by, limit, after });
    return toFindingGroupsDto(toPage(await this.worker.groupFindings(work), limit, keyOfGroup));
  }

  async countFacets(caller: Caller, scanId: ScanId, query: FindingFilterDto): Promise<FindingFacetsDto> {
    const scan = await this.scans.getDetailed(caller.orgId, scanId);
    const filter = toFindingFilter(query, caller);
    const columns = await this.load(scan, filter);
    return toFindingFacetsDto(scanId, await this.facetsOf(scan, columns, filter));
  }

  /** The problems that a filter finds, at most `limit` of them, their number and their repository. */
  async chooseIssues(
    { orgId }: Caller,
    scanId: ScanId,
    filter: FindingFilter,
    limit: number,
  ): Promise<{ issueIds: IssueId[]; total: number; repoId: RepoId }> {
    const scan = await this.scans.getDetailed(orgId, scanId);
    const work = await this.open<PageRequest>(scan, filter, { filter, sort: 'severity', limit, after: null });
    const { rows, total } = await this.worker.cutPage(work);
    const issueIds = rows.slice(0, limit).map((row) => work.columns.issueId[row]! as IssueId);
    return { issueIds, total, repoId: scan.repoId };
  }

  private async facetsOf(scan: Scan, columns: FindingColumns, request: FindingFilter): Promise<FacetCounts> {
    return this.worker.countFacets({ columns, request, marked: await this.marked(scan) });
  }

  /** A request with the findings that it is about, and the marks where its filter depends on them. */
  private async open<Request>(scan: Scan, filter: FindingFilter, request: Request): Promise<OfColumns<Request>> {
    const { isFalsePositive, isAccepted } = filter;
    const columns = await this.load(scan, filter);
    const isMarkFree = isFalsePositive === undefined && isAccepted === undefined;
    return { columns, request, marked: isMarkFree ? NONE_MARKED : await this.marked(scan) };
  }

  /** Directives are listed alone, where the filter asks for them. */
  private load(scan: Scan, { type }: FindingFilter): Promise<FindingColumns> {
    return type?.includes('suppression') ? this.findings.loadDirectives(scan) : this.findings.load(scan);
  }

  private async marked({ orgId, repoId }: Scan): Promise<MarkedIds> {
    return markedIdsOf(await this.marks.ofRepo(orgId, repoId));
  }
}

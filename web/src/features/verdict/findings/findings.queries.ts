import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, queryString } from '../../../api/client';
import { problemOf } from '../../../api/problem';
import { type components } from '../../../api/schema.gen';
import { type SeverityName } from '../../../ui/severity';
import { type ScanSummary } from '../scan/scan.queries';
import { type FacetName, type FindingFilter, type FindingSort, toWire } from './finding-search';

type Schemas = components['schemas'];
export type FindingColumns = Schemas['FindingColumns'];

/** A finding as lists show it. */
export interface FindingRow {
  readonly issueId: number;
  readonly severity: SeverityName;
  readonly type: string;
  readonly tool: string;
  readonly rule: string;
  readonly path: string | null;
  readonly line: number | null;
  readonly endLine: number | null;
  readonly message: string;
  /** Owners of the file, by the repository's CODEOWNERS. */
  readonly owners: readonly string[];
  readonly isNew: boolean;
  readonly matchedBy: string | null;
  readonly newBecause: string | null;
  readonly isFalsePositive: boolean;
  /** Its line was edited since it was marked. */
  readonly isMarkLineEdited: boolean;
  readonly isAccepted: boolean;
  readonly isSuppressed: boolean;
}

export interface FacetCount {
  readonly value: string;
  readonly count: number;
}
export type Facets = Readonly<Record<FacetName, readonly FacetCount[]>>;

/** A scan that found a problem. */
export interface Sighting {
  readonly scan_id: number;
  readonly commit_sha: string | null;
  readonly branch: string | null;
  readonly pr_number: number | null;
  readonly at: string | null;
}

/** A problem over all scans that found it. */
export interface Issue {
  readonly issue_id: number;
  readonly rule: Schemas['Rule'];
  readonly related: readonly IssuePlace[];
  readonly code_flows: readonly (readonly IssuePlace[])[];
  readonly first_seen: Sighting;
  readonly last_seen: Sighting;
  readonly scans_total: number;
  readonly mark: Schemas['Mark'] | null;
  /** Null where it counts. */
  readonly acceptance: Schemas['Acceptance'] | null;
  readonly state: 'open' | 'fixed' | 'false_positive' | 'accepted';
  readonly why: Why;
}

export type IssuePlace = Schemas['Place'];

/** Reason why a finding counts as new, or as inherited. */
export interface Why {
  readonly is_new: boolean;
  readonly matched_by: string | null;
  readonly new_because: string | null;
  readonly baseline_scan_id: number | null;
  readonly candidates_considered: number | null;
  readonly nearest: {
    readonly issue_id: number;
    readonly file_path: string | null;
    readonly line: number | null;
    readonly differs_in: readonly string[];
  } | null;
}

const findingsKey = (scanId: number) => ['scan', scanId, 'findings'] as const;

/** All findings of a scan as columns; null where they are too many for one answer. */
export const columnsQuery = (scanId: number) =>
  queryOptions({
    queryKey: [...findingsKey(scanId), 'columns'],
    queryFn: ({ signal }) =>
      get<FindingColumns>(`/scans/${scanId}/findings/columns`, undefined, signal).catch(nullIfTooMany),
  });

/** Findings that one answer has at most. */
const MOST_COLUMNS = 20_000;

/** True where a scan's reports have no more findings than one answer takes: results of several reports may be one finding. */
export const fitsColumns = ({ reports }: Pick<ScanSummary, 'reports'>): boolean =>
  reports.reduce((sum, { kind, records }) => sum + (kind === 'findings' ? records : 0), 0) <= MOST_COLUMNS;

function nullIfTooMany(error: unknown): null {
  if (problemOf(error).code === 'too_many_findings') return null;
  throw error;
}

const PAGE = 200;

/** Findings of a large scan, page by page; the first page counts them by their facets. */
export const pagesQuery = (scanId: number, filter: FindingFilter, sort: FindingSort) =>
  infiniteQueryOptions({
    queryKey: [...findingsKey(scanId), 'pages', filter, sort],
    queryFn: ({ signal, pageParam }) =>
      get<Schemas['FindingList']>(
        `/scans/${scanId}/findings`,
        {
          ...toWire(filter),
          sort,
          limit: PAGE,
          ...(pageParam === null ? { include: 'facets' } : { cursor: pageParam }),
        },
        signal,
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next_cursor }) => next_cursor,
    placeholderData: keepPreviousData,
  });

/** Address of the file with the findings that match, in the order of the list. */
export const findingsFile = (scanId: number, filter: FindingFilter, sort: FindingSort): string =>
  `/api/scans/${scanId}/findings${queryString({ ...toWire(filter), sort, format: 'csv' })}`;

/** Facets of the list's answer as the page shows them. */
export function toFacets(counted: Schemas['Facets']): Facets {
  const { severity, type, tool, rule, folder, owner, matched_by, is_new, is_fp, is_accepted, is_suppressed } = counted;
  const of = (counts: readonly { readonly value: unknown; readonly count: number }[], value: boolean) =>
    counts.find((each) => each.value === value)?.count ?? 0;
  const named = (counts: readonly FacetCount[]) => counts.filter(({ count }) => count > 0);
  return {
    ...{ severity, type, tool, rule, folder, owner, matched_by },
    newness: named([
      { value: 'new', count: of(is_new, true) },
      { value: 'inherited', count: of(is_new, false) },
    ]),
    state: named([
      { value: 'false positive', count: of(is_fp, true) },
      { value: 'accepted', count: of(is_accepted, true) },
      { value: 'suppressed', count: of(is_suppressed, true) },
    ]),
  };
}

/** Finding of the list's answer as rows show it. */
export const toRow = (finding: Schemas['Finding']): FindingRow => ({
  issueId: finding.issue_id,
  severity: finding.severity,
  type: finding.type,
  tool: finding.tool,
  rule: finding.rule_id,
  path: finding.file_path,
  line: finding.line,
  endLine: finding.end_line,
  message: finding.message,
  owners: finding.owners,
  isNew: finding.is_new_in_pr,
  matchedBy: finding.matched_by,
  newBecause: finding.new_because,
  isFalsePositive: finding.user_marked_fp,
  isMarkLineEdited: finding.mark_line_edited,
  isAccepted: finding.is_accepted,
  isSuppressed: finding.is_suppressed,
});

/** A problem with its history, as the scan has it. */
export const issueQuery = (issueId: number, scanId: number) =>
  queryOptions({
    queryKey: ['issue', issueId, scanId],
    queryFn: ({ signal }) => get<Issue>(`/issues/${issueId}`, { scan_id: scanId }, signal),
  });

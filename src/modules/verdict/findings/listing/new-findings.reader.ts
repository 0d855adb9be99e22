import { Injectable } from '@nestjs/common';
import { findingReader } from '../../../../domain/findings/listing/listed-finding.js';
import { editedMarksIn } from '../../../../domain/findings/listing/suspended-marks.js';
import { GATED_SEVERITIES, GATED_TYPES } from '../../../../domain/ratings/scan-counters.js';
import { type FindingDto, toFindingDto } from '../dto/finding.dto.js';
import { IssueMarkRepository, markedIdsOf, marksByIssue } from '../issues/issue-mark.repository.js';
import { ListingWorker } from './listing-worker.js';
import { type ReadScan, ScanFindingsReader } from './scan-findings.reader.js';

export { FindingDto } from '../dto/finding.dto.js';
export type { ReadScan } from './scan-findings.reader.js';

/** The first of some findings, and the number of all of them. */
export interface FirstFindings {
  readonly findings: readonly FindingDto[];
  readonly total: number;
}

/** New findings of scans, outside of any transaction. */
@Injectable()
export class NewFindingsReader {
  constructor(
    private readonly findings: ScanFindingsReader,
    private readonly marks: IssueMarkRepository,
    private readonly worker: ListingWorker,
  ) {}

  /** The first new findings that `new_in_pr` counts, under the marks of now, in the order of a diff: by path and line. */
  async listNew(scan: ReadScan, limit: number): Promise<FirstFindings> {
    const [columns, marks] = await Promise.all([this.findings.load(scan), this.marks.ofRepo(scan.orgId, scan.repoId)]);
    const request = { filter: COUNTED_AS_NEW, sort: 'path', limit, after: null } as const;
    const { suspended } = editedMarksIn(columns, marks);
    const inForce = marks.filter(({ kind, issueId }) => kind !== 'false_positive' || !suspended.has(issueId));
    const { rows, total } = await this.worker.cutPage({ columns, request, marked: markedIdsOf(inForce) });
    const findingAt = findingReader(columns);
    const marksOf = marksByIssue(marks);
    const listed = rows.slice(0, limit).map(findingAt);
    return { findings: listed.map((finding) => toFindingDto(finding, marksOf.get(finding.issueId))), total };
  }
}

const COUNTED_AS_NEW = {
  severity: GATED_SEVERITIES,
  type: GATED_TYPES,
  isNew: true,
  isSuppressed: false,
  isFalsePositive: false,
  isAccepted: false,
} as const;

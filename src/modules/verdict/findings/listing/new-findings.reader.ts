import { Injectable } from '@nestjs/common';
import type { ProblemType } from '../../../../domain/findings/finding.js';
import type { PageRequest } from '../../../../domain/findings/listing/cut-page.js';
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

  /** The worst finding of some types that weighs on a rating, under the marks of now; null where there is none. */
  async findWorst(scan: ReadScan, types: readonly ProblemType[]): Promise<FindingDto | null> {
    const filter = { ...COUNTED, severity: ['critical', 'high'], type: types } as const;
    const { findings } = await this.list(scan, { filter, sort: 'severity', limit: 1, after: null });
    return findings[0] ?? null;
  }

  /** The first new findings that `new_in_pr` counts, under the marks of now, in the order of a diff: by path and line. */
  listNew(scan: ReadScan, limit: number): Promise<FirstFindings> {
    return this.list(scan, { filter: COUNTED_AS_NEW, sort: 'path', limit, after: null });
  }

  private async list(scan: ReadScan, request: PageRequest): Promise<FirstFindings> {
    const [columns, marks] = await Promise.all([this.findings.load(scan), this.marks.ofRepo(scan.orgId, scan.repoId)]);
    const { suspended } = editedMarksIn(columns, marks);
    const inForce = marks.filter(({ kind, issueId }) => kind !== 'false_positive' || !suspended.has(issueId));
    const { rows, total } = await this.worker.cutPage({ columns, request, marked: markedIdsOf(inForce) });
    const findingAt = findingReader(columns);
    const marksOf = marksByIssue(marks);
    const listed = rows.slice(0, request.limit).map(findingAt);
    return { findings: listed.map((finding) => toFindingDto(finding, marksOf.get(finding.issueId))), total };
  }
}

const COUNTED = { isSuppressed: false, isFalsePositive: false, isAccepted: false } as const;
const COUNTED_AS_NEW = { ...COUNTED, severity: GATED_SEVERITIES, type: GATED_TYPES, isNew: true } as const;

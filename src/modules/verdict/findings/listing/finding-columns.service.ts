import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../../domain/ids.js';
import { AppError } from '../../../../platform/errors/app-error.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { type Scan, ScanReader } from '../../scan/scan.reader.js';
import { columnPieces } from '../dto/finding-columns.dto.js';
import { IssueMarkRepository, type ShownMark } from '../issues/issue-mark.repository.js';
import { ScanFindingsReader } from './scan-findings.reader.js';

/** An answer, and the state that it has. */
export interface ColumnsAnswer {
  readonly revision: string;
  /** Makes the JSON, in pieces. */
  readonly render: () => Promise<Iterable<string>>;
}

/** Answers all findings of a scan as columns. */
@Injectable()
export class FindingColumnsService {
  constructor(
    private readonly scans: ScanReader,
    private readonly findings: ScanFindingsReader,
    private readonly marks: IssueMarkRepository,
  ) {}

  /** @param limit a scan of more findings is refused when it is rendered */
  async readColumns({ orgId }: Caller, scanId: ScanId, limit: number): Promise<ColumnsAnswer> {
    const scan = await this.scans.getDetailed(orgId, scanId);
    const marks = await this.marks.ofRepo(orgId, scan.repoId);
    const revision = revisionOf(scan, this.findings.versionOf(scan), marks);
    return { revision, render: () => this.render(scan, revision, marks, limit) };
  }

  private async render(
    scan: Scan,
    revision: string,
    marks: readonly ShownMark[],
    limit: number,
  ): Promise<Iterable<string>> {
    const columns = await this.findings.load(scan);
    if (columns.count > limit)
      throw new AppError(
        'too_many_findings',
        `The scan has ${columns.count} findings, more than the limit of ${limit}. Raise the limit, or list them in pages.`,
        { total: columns.count },
      );
    return columnPieces({ scan_id: scan.id, revision, total: columns.count }, columns, marks);
  }
}

/** Marks count one by one: `marks_changed_at` changes on scans alone whose verdict they may change. */
function revisionOf({ id, evaluation }: Scan, version: string | null, marks: readonly ShownMark[]): string {
  // Findings without a version may be others at each read.
  const state = [id, evaluation, version ?? randomUUID()];
  for (const { kind, issueId, markedBy, markedAt } of marks) state.push(kind, issueId, markedBy, markedAt.getTime());
  return createHash('sha256').update(JSON.stringify(state)).digest('base64url').slice(0, 22);
}

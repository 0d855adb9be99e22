import { Injectable } from '@nestjs/common';
import type { CandidateFinding } from '../../../../domain/gate/actions/action-facts.js';
import { countedIn } from '../../../../domain/scanned/counted-findings.js';
import { together } from '../../../../platform/database/together.js';
import type { Scan } from '../../scan/scan.reader.js';
import { IssueMarkRepository, marksByIssue } from '../issues/issue-mark.repository.js';
import { ContentsReader } from './contents.reader.js';
import { FindingStore } from './finding-store.js';

/** The findings of a scan that rules count, one by one, inside the open tenant transaction. */
@Injectable()
export class CountedFindingsReader {
  constructor(
    private readonly store: FindingStore,
    private readonly contents: ContentsReader,
    private readonly marks: IssueMarkRepository,
  ) {}

  /** Those that are neither suppressed nor marked now; new ones alone where `isNewOnly` is true. */
  async listCounted(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>, isNewOnly: boolean): Promise<CandidateFinding[]> {
    const [stored, marks] = await together([this.store.loadAll(scan), this.marks.ofRepo(scan.orgId, scan.repoId)]);
    const marked = marksByIssue(marks);
    const files = await this.contents.readFiles(scan, stored, () => true);
    return files.flatMap((file) => countedIn(file, marked, isNewOnly));
  }
}

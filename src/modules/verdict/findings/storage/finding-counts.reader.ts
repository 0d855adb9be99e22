import { Injectable } from '@nestjs/common';
import { isHiddenGroup, isUntouchedGroup, toCounted } from '../../../../domain/findings/segments/groups.js';
import { kindOf } from '../../../../domain/findings/segments/kinds.js';
import type { IssueId } from '../../../../domain/ids.js';
import {
  countFindings,
  countSeverities,
  type ScanCounters,
  type SeverityCounts,
} from '../../../../domain/ratings/scan-counters.js';
import { type MarkedGroups, withMarks } from '../../../../domain/scanned/marked-groups.js';
import type { Scan } from '../../scan/scan.reader.js';
import { IssueMarkRepository, marksByIssue } from '../issues/issue-mark.repository.js';
import { ContentsReader } from './contents.reader.js';
import { FindingStore } from './finding-store.js';
import { ScanManifestRepository } from './scan-manifest.repository.js';

/** Numbers of findings under the marks of now, inside the open tenant transaction. */
@Injectable()
export class FindingCountsReader {
  constructor(
    private readonly manifests: ScanManifestRepository,
    private readonly store: FindingStore,
    private readonly contents: ContentsReader,
    private readonly marks: IssueMarkRepository,
  ) {}

  async countFindings(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<CountedFindings> {
    const { groups, acceptedUntil } = await this.readGroups(scan);
    return { counters: countFindings(groups.map(toCounted)), acceptedUntil };
  }

  /** Number of findings that count as inherited, as the change left their lines alone. */
  async countUntouched(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<number> {
    const { groups } = await this.readGroups(scan);
    return groups.filter(isUntouchedGroup).reduce((sum, [, , count]) => sum + count, 0);
  }

  /** Numbers of problems that are suppressed and are not on the base, under the marks of now. */
  async countHidden(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<SeverityCounts> {
    const { groups } = await this.readGroups(scan);
    const hidden = groups.filter(isHiddenGroup).map(([kind, , count]) => ({ severity: kindOf(kind).severity, count }));
    return countSeverities(hidden);
  }

  /** Groups of the findings under the marks of now: they were counted when they were stored, the marked ones among them. */
  private async readGroups(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<MarkedGroups> {
    const [groups, marks] = await Promise.all([
      this.manifests.listGroups(scan.orgId, scan.id),
      this.marks.ofRepo(scan.orgId, scan.repoId),
    ]);
    if (marks.length === 0) return { groups: [...groups], acceptedUntil: null };
    const marked = marksByIssue(marks);
    const stored = await this.store.loadAll(scan);
    const files = await this.contents.readFiles(scan, stored, ({ facts }) =>
      facts.issueIds.some((id) => marked.has(id as IssueId)),
    );
    return withMarks(groups, files, marked);
  }
}

/** Findings of a scan as they count, and the time at which the first acceptance among them ends; null: none does. */
export interface CountedFindings {
  readonly counters: ScanCounters;
  readonly acceptedUntil: Date | null;
}

import { Injectable } from '@nestjs/common';
import {
  type FindingGroup,
  flagsOf,
  isUntouchedGroup,
  joinGroups,
  toCounted,
} from '../../../domain/findings/segments/groups.js';
import { countFindings, type ScanCounters } from '../../../domain/ratings/scan-counters.js';
import type { Scan } from '../../scan/scan.reader.js';
import { IssueMarkRepository } from '../issues/issue-mark.repository.js';
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

  async countFindings(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<ScanCounters> {
    return countFindings((await this.readGroups(scan)).map(toCounted));
  }

  /** Number of findings that count as inherited, as the change left their lines alone. */
  async countUntouched(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<number> {
    const groups = (await this.readGroups(scan)).filter(isUntouchedGroup);
    return groups.reduce((sum, [, , count]) => sum + count, 0);
  }

  /** Groups of the findings that no mark takes out: they were counted when they were stored, the marked ones among them. */
  private async readGroups(scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>): Promise<FindingGroup[]> {
    const [groups, marked] = await Promise.all([
      this.manifests.listGroups(scan.orgId, scan.id),
      this.marks.idsOf(scan.orgId, scan.repoId),
    ]);
    return marked.size === 0 ? groups : joinGroups([...groups, ...(await this.readMarked(scan, marked))]);
  }

  /** Takes the marked findings away, one by one. */
  private async readMarked(
    scan: Pick<Scan, 'orgId' | 'repoId' | 'id'>,
    marked: ReadonlySet<number>,
  ): Promise<FindingGroup[]> {
    const stored = await this.store.loadAll(scan);
    const files = await this.contents.readFiles(scan, stored, ({ facts }) =>
      facts.issueIds.some((id) => marked.has(id)),
    );
    return files.flatMap(({ findings, file, start, details }) =>
      file.facts.issueIds.flatMap((id, row): FindingGroup[] =>
        marked.has(id) ? [[details.kinds[row]!, flagsOf(findings.states[start + row]!), -1]] : [],
      ),
    );
  }
}

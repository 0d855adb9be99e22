import { Injectable } from '@nestjs/common';
import type { ScanId } from '../../../../domain/ids.js';
import { together } from '../../../../platform/database/together.js';
import { RepoReader } from '../../../people/organization/repo.reader.js';
import type { StoredBaseline } from '../../baseline/baseline.reader.js';
import type { Scan } from '../../scan/scan.reader.js';
import { IssueMarkRepository, type MarkedIssue } from '../issues/issue-mark.repository.js';
import { SegmentRepository } from '../storage/segment.repository.js';
import { ComparedBaseReader, type TrackedPlaces } from './compared-base.reader.js';
import { EarlierReportsReader } from './earlier-reports.reader.js';
import { ScanHistoryReader } from './scan-history.reader.js';
import type { TrackingInputs } from './tracking-inputs.js';

/** Facts that all tools of a scan are tracked by. */
export interface TrackingSurroundings
  extends TrackedPlaces, Pick<TrackingInputs, 'changes' | 'landedIds' | 'likelyIds' | 'arePathsResolved' | 'secret'> {
  readonly baselines: ReadonlyMap<string, StoredBaseline>;
  readonly previousIds: ReadonlyMap<string, ScanId>;
  readonly marks: readonly MarkedIssue[];
}

/** Reads what all tools of a scan are tracked by, inside the open tenant transaction. */
@Injectable()
export class TrackingSurroundingsReader {
  constructor(
    private readonly places: ComparedBaseReader,
    private readonly history: ScanHistoryReader,
    private readonly earlier: EarlierReportsReader,
    private readonly marks: IssueMarkRepository,
    private readonly segments: SegmentRepository,
    private readonly repos: RepoReader,
  ) {}

  async read(scan: Scan, tools: readonly string[]): Promise<TrackingSurroundings> {
    const { orgId, repoId } = scan;
    const [, compared, earlier, marks, history, secret] = await together([
      // Sent first: scans read after it still have their segments when these are named again.
      this.segments.keepSegments(orgId, repoId),
      this.places.readPlaces(scan),
      this.earlier.read(scan, tools),
      this.marks.ofTools(orgId, repoId, tools),
      this.history.read(scan),
      this.repos.trackingSecret(orgId, repoId),
    ]);
    return { ...compared, ...earlier, ...history, marks, secret };
  }
}

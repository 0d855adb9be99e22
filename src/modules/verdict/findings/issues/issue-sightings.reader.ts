import { Injectable } from '@nestjs/common';
import { SUPPRESSIONS_TOOL } from '../../../../domain/findings/directive.js';
import type { IssueId, OrgId, ScanId } from '../../../../domain/ids.js';
import { together } from '../../../../platform/database/together.js';
import { NotFoundInOrg } from '../../../../platform/errors/app-error.js';
import { ScanReader } from '../../scan/scan.reader.js';
import { IssueReadModel } from './issue.read-model.js';
import type { IssueDetails } from './issue-details.js';
import { IssueMarkRepository, marksByIssue } from './issue-mark.repository.js';
import { IssueSightingsReadModel, type Sighting } from './issue-sightings.read-model.js';

/** Reads where a problem was seen, and its marks. */
@Injectable()
export class IssueSightingsReader {
  constructor(
    private readonly issues: IssueReadModel,
    private readonly sightings: IssueSightingsReadModel,
    private readonly marks: IssueMarkRepository,
    private readonly scans: ScanReader,
  ) {}

  /** @throws NotFoundInOrg where no scan, or not this one, found such a problem */
  async find(
    orgId: OrgId,
    issueId: IssueId,
    scanId: ScanId | null,
  ): Promise<Pick<IssueDetails, 'sightings' | 'mark' | 'acceptance' | 'scan'> & { readonly areDirectives: boolean }> {
    const chosen = scanId === null ? null : await this.scans.getDetailed(orgId, scanId);
    const [located] = await this.issues.locate(orgId, [issueId]);
    if (located === undefined) throw new NotFoundInOrg('issue');
    const [sightings, marks] = await together([
      this.sightings.findSightings(orgId, issueId, located, scanId),
      this.marks.ofIssues(orgId, [issueId]),
    ]);
    const shown = sightings.scans.find((each) => scanId === null || each.scanId === scanId);
    if (shown === undefined) throw new NotFoundInOrg('issue');
    const { false_positive: mark = null, accepted: acceptance = null } = marksByIssue(marks).get(issueId) ?? {};
    const areDirectives = located.tool === SUPPRESSIONS_TOOL;
    return {
      sightings,
      areDirectives,
      mark,
      acceptance,
      scan: chosen ?? (await this.scans.getScan(orgId, shown.scanId)),
    };
  }

  /** The scan that found a problem first, which may be older than all whose findings are stored. */
  async findFirst(orgId: OrgId, scanId: ScanId, known: readonly Sighting[]): Promise<IssueDetails['firstSeen']> {
    const listed = known.find((each) => each.scanId === scanId);
    if (listed !== undefined) return listed;
    const scan = await this.scans.findScan(orgId, scanId);
    return scan === null ? { scanId } : { ...scan, scanId, at: scan.createdAt };
  }
}

import { Injectable } from '@nestjs/common';
import { FINDING_TYPES } from '../../../../domain/findings/finding.js';
import { countGoneAlike } from '../../../../domain/findings/listing/count-gone-alike.js';
import { type FindingColumns, rowOfIssue } from '../../../../domain/findings/listing/finding-columns.js';
import { findingReader } from '../../../../domain/findings/listing/listed-finding.js';
import type { IssueId, ScanId } from '../../../../domain/ids.js';
import { isAcceptedBy } from '../../../../domain/scanned/added-directives.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { NotFoundInOrg } from '../../../../platform/errors/app-error.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { ActorReader } from '../../../people/auth/actor.reader.js';
import { type Scan, ScanReader } from '../../scan/scan.reader.js';
import { ScanFindingsReader } from '../listing/scan-findings.reader.js';
import type { IssueDetails } from './issue-details.js';
import { IssueSightingsReader } from './issue-sightings.reader.js';
import { ToolTextsReader } from './tool-texts.reader.js';

/** Reads problems over the scans that found them. */
@Injectable()
export class IssueDetailsService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly seen: IssueSightingsReader,
    private readonly texts: ToolTextsReader,
    private readonly scans: ScanReader,
    private readonly findings: ScanFindingsReader,
    private readonly actors: ActorReader,
  ) {}

  /**
   * @param scanId whose finding is described; null: the newest scan that has it
   * @throws NotFoundInOrg where no scan, or not this one, found such a problem
   */
  async getIssue({ orgId }: Caller, issueId: IssueId, scanId: ScanId | null): Promise<IssueDetails> {
    const { scan, sightings, areDirectives, ...marks } = await this.tenant.run(orgId, () =>
      this.seen.find(orgId, issueId, scanId),
    );
    const columns = areDirectives ? await this.findings.loadDirectives(scan) : await this.findings.load(scan);
    const row = rowOfIssue(columns, issueId);
    if (row === null) throw new NotFoundInOrg('issue');
    const finding = findingReader(columns)(row);
    const firstSeen = await this.seen.findFirst(orgId, finding.firstSeenScanId, sightings.scans);
    const candidates = await this.countCandidates(scan, columns, row);
    const { mark, acceptance } = marks;
    const isAccepted = acceptance !== null && isAcceptedBy(acceptance, finding);
    const makers = [mark, acceptance].flatMap((made) => (made === null ? [] : [made.markedBy]));
    const [said, names] = await this.tenant.run(orgId, () =>
      Promise.all([
        this.texts.findTexts(scan, finding),
        makers.length === 0 ? new Map<string, string>() : this.actors.namesOf(orgId, makers),
      ]),
    );
    return {
      ...{ scan, finding, sightings, firstSeen, mark, acceptance: isAccepted ? acceptance : null, names, candidates },
      ...said,
    };
  }

  private async countCandidates(scan: Scan, columns: FindingColumns, row: number): Promise<number | null> {
    if (columns.isNew[row] === 0 || scan.base === null || FINDING_TYPES[columns.type[row]!] === 'suppression')
      return null;
    const base = await this.scans.findScan(scan.orgId, scan.base.id);
    return base?.detailsExpiredAt === null ? countGoneAlike(await this.findings.load(base), columns, row) : null;
  }
}

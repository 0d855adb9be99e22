import { Injectable } from '@nestjs/common';
import { SUPPRESSIONS_TOOL } from '../../../../domain/findings/directive.js';
import { FINDING_TYPES } from '../../../../domain/findings/finding.js';
import { countGoneAlike } from '../../../../domain/findings/listing/count-gone-alike.js';
import { type FindingColumns, rowOfIssue } from '../../../../domain/findings/listing/finding-columns.js';
import { findingReader, type ListedFinding } from '../../../../domain/findings/listing/listed-finding.js';
import type { RuleHelp } from '../../../../domain/findings/rule-help.js';
import type { Trace } from '../../../../domain/findings/trace.js';
import type { IssueId, OrgId, ScanId } from '../../../../domain/ids.js';
import { isAcceptedBy } from '../../../../domain/scanned/added-directives.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { together } from '../../../../platform/database/together.js';
import { NotFoundInOrg } from '../../../../platform/errors/app-error.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { type Scan, ScanReader } from '../../scan/scan.reader.js';
import { ScanFindingsReader } from '../listing/scan-findings.reader.js';
import { FindingTraceReader } from '../storage/finding-trace.reader.js';
import { RuleHelpRepository } from '../storage/rule-help.repository.js';
import { IssueReadModel } from './issue.read-model.js';
import { IssueMarkRepository, marksByIssue, type ShownMark } from './issue-mark.repository.js';
import { IssueSightingsReadModel, type Sighting, type Sightings } from './issue-sightings.read-model.js';

/** A problem as one scan reported it, and the scans that found it. */
export interface IssueDetails {
  /** The scan that `finding` is of. */
  readonly scan: Scan;
  readonly finding: ListedFinding;
  readonly sightings: Sightings;
  /** Only its id is known where the scan was deleted. */
  readonly firstSeen: Pick<Sighting, 'scanId'> & Partial<Sighting>;
  readonly mark: ShownMark | null;
  /** The acceptance that is in force. */
  readonly acceptance: ShownMark | null;
  /** Help for its rule; null where nothing is stored. */
  readonly help: RuleHelp | null;
  /** Places that explain it. */
  readonly trace: Trace;
  /** Problems of the base that the new finding might have been; null for an inherited one, and without a base. */
  readonly candidates: number | null;
}

/** Reads problems over the scans that found them. */
@Injectable()
export class IssueDetailsService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly issues: IssueReadModel,
    private readonly sightings: IssueSightingsReadModel,
    private readonly marks: IssueMarkRepository,
    private readonly scans: ScanReader,
    private readonly findings: ScanFindingsReader,
    private readonly traces: FindingTraceReader,
    private readonly help: RuleHelpRepository,
  ) {}

  /**
   * @param scanId whose finding is described; null: the newest scan that has it
   * @throws NotFoundInOrg where no scan, or not this one, found such a problem
   */
  async getIssue({ orgId }: Caller, issueId: IssueId, scanId: ScanId | null): Promise<IssueDetails> {
    const { scan, sightings, areDirectives, ...marks } = await this.tenant.run(orgId, () =>
      this.find(orgId, issueId, scanId),
    );
    const columns = areDirectives ? await this.findings.loadDirectives(scan) : await this.findings.load(scan);
    const row = rowOfIssue(columns, issueId);
    if (row === null) throw new NotFoundInOrg('issue');
    const finding = findingReader(columns)(row);
    const firstSeen = await this.findFirst(orgId, finding.firstSeenScanId, sightings.scans);
    const candidates = await this.countCandidates(scan, columns, row);
    const { mark, acceptance } = marks;
    const isAccepted = acceptance !== null && isAcceptedBy(acceptance, finding);
    const said = await this.tenant.run(orgId, () => this.findSaid(scan, finding));
    return {
      ...{ scan, finding, sightings, firstSeen, mark, acceptance: isAccepted ? acceptance : null, candidates },
      ...said,
    };
  }

  /** Reads the texts of the tool beside the message of the finding. */
  private async findSaid(scan: Scan, finding: ListedFinding): Promise<Pick<IssueDetails, 'help' | 'trace'>> {
    const [[help = null], trace] = await together([
      this.help.findOfScan(scan.orgId, scan, [finding]),
      this.traces.findTrace(scan, finding.tool, finding.issueId),
    ]);
    return { help, trace };
  }

  private async find(
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
  private async findFirst(
    orgId: OrgId,
    scanId: ScanId,
    known: readonly Sighting[],
  ): Promise<IssueDetails['firstSeen']> {
    const listed = known.find((each) => each.scanId === scanId);
    if (listed !== undefined) return listed;
    const scan = await this.scans.findScan(orgId, scanId);
    return scan === null ? { scanId } : { ...scan, scanId, at: scan.createdAt };
  }

  private async countCandidates(scan: Scan, columns: FindingColumns, row: number): Promise<number | null> {
    if (columns.isNew[row] === 0 || scan.base === null || FINDING_TYPES[columns.type[row]!] === 'suppression')
      return null;
    const base = await this.scans.findScan(scan.orgId, scan.base.id);
    return base?.detailsExpiredAt === null ? countGoneAlike(await this.findings.load(base), columns, row) : null;
  }
}

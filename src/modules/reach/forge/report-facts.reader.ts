import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { linksOf } from '../../../domain/forge/forge-links.js';
import { projectUrl } from '../../../domain/forge/forge-sites.js';
import { forgeConclusion } from '../../../domain/gate/decide-status.js';
import type { OrgId } from '../../../domain/ids.js';
import {
  type ReportedFinding,
  type ReportedRule,
  type ReportFacts,
  toReportedRules,
  type VerdictLists,
} from '../../../domain/reporting/report-facts.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { ClaimedReport } from '../../record/forge-report/forge-report.js';
import { type FindingDto, NewFindingsReader } from '../../verdict/findings/listing/new-findings.reader.js';
import type { GateStatusDto } from '../../verdict/quality-gate/status.reader.js';
import { RatingHoldersReader } from '../../verdict/ratings/rating-holders.reader.js';
import type { Scan } from '../../verdict/scan/scan.reader.js';
import { ReportedScanReader } from './reported-scan.reader.js';

/** Facts of a scan as forges show them, with its deadline and branch. */
export interface ReportedScanFacts {
  readonly scan: Scan;
  /** Time at which a pending state ends. */
  readonly deadlineAt: Date;
  readonly facts: ReportFacts;
}

/** New findings of which the worst are shown. */
const READ_FINDINGS = 500;
const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];

/** Facts that a forge shows of a scan, as they are now: what was wanted once may be outdated when it is sent. */
@Injectable()
export class ReportFactsReader {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly reported: ReportedScanReader,
    private readonly newFindings: NewFindingsReader,
    private readonly holders: RatingHoldersReader,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'server'>,
  ) {}

  /** Null where the scan was deleted. */
  async readFacts(report: ClaimedReport, link: NonNullable<ClaimedReport['link']>): Promise<ReportedScanFacts | null> {
    const { orgId, forge } = report;
    const [scan, read, organization, stack] = await this.reported.read(report);
    if (!scan || !read) return null;
    const { status } = read;
    const { awaitsScanUntil } = report;
    const shows = report.surface !== 'status' && status.conclusion !== null && awaitsScanUntil === null;
    const { findings, total } = shows ? await this.readFindings(scan) : { findings: [], total: status.new_in_pr.total };
    const judged = awaitsScanUntil
      ? this.toAwaitedFacts(scan, awaitsScanUntil, read.isBlocking)
      : isToBeJudgedAgain(scan, status)
        ? RETARGETED
        : toJudgedFacts(scan, status);
    const isScanned = awaitsScanUntil === null;
    const heldDownBy = shows && judged.rules.some(isHeldDown) ? await this.holders.listReasons(orgId, scan.id) : [];
    const { publicUrl } = this.config.server;
    const webUrl = projectUrl(forge.kind, forge.baseUrl, link.project!);
    return {
      scan,
      deadlineAt: awaitsScanUntil ?? scan.deadlineAt,
      facts: {
        installationId: installationId(orgId, organization.createdAt),
        orgId,
        context: link.context ?? forge.context,
        project: link.project!,
        prNumber: scan.prNumber,
        commitSha: report.commitSha ?? scan.commitSha ?? '',
        scanId: scan.id,
        ...judged,
        stack,
        heldDownBy: heldDownBy.map(({ text }) => text),
        newFindings: findings,
        newFindingsTotal: isScanned ? total : 0,
        url: publicUrl === null || !isScanned ? null : `${publicUrl}/scans/${scan.id}`,
        fileLink: linksOf({ kind: forge.kind, webUrl })?.file ?? null,
        canReevaluate: isScanned && forge.hookReceivedAt !== null,
      },
    };
  }

  /** A commit that was pushed and that no scan has: pending, then timed out. */
  private toAwaitedFacts(scan: Scan, until: Date, isBlocking: boolean): JudgedFacts {
    const isOver = this.tenant.now() >= until;
    if (!isOver) return { ...UNJUDGED, summary: 'Pending: the commit has not been scanned yet.' };
    return {
      ...UNJUDGED,
      state: forgeConclusion('failed', isBlocking),
      status: 'failed',
      reason: 'timed_out',
      summary: 'Failed: no scan of the commit started in time.',
      deadlineMinutes: minutesOf(scan),
    };
  }

  /** The worst first; none where they are not stored any longer. */
  private async readFindings(scan: Scan): Promise<{ findings: ReportedFinding[]; total: number }> {
    if (scan.detailsExpiredAt !== null || scan.state !== 'completed') return { findings: [], total: 0 };
    const { findings, total } = await this.newFindings.listNew(scan, READ_FINDINGS);
    const rank = ({ severity }: FindingDto) => SEVERITIES.indexOf(severity);
    return { findings: findings.toSorted((one, other) => rank(one) - rank(other)).map(toReported), total };
  }
}

type JudgedFacts = Pick<
  ReportFacts,
  | 'evaluation'
  | 'state'
  | 'status'
  | 'reason'
  | 'summary'
  | 'deadlineMinutes'
  | 'policyVersion'
  | 'rules'
  | 'uncovered'
  | 'suppressions'
  | 'loosened'
  | 'warnings'
>;

type JudgedStatus = Pick<
  GateStatusDto,
  | 'evaluation'
  | 'conclusion'
  | 'status'
  | 'reason'
  | 'summary'
  | 'policy_version'
  | 'suppressions'
  | 'loosened'
  | 'warnings'
  | 'uncovered'
  | keyof VerdictLists
>;

/** True for a rating that breaks its rule, tolerated or not. */
const isHeldDown = ({ rule, answer }: ReportedRule): boolean =>
  rule === 'rating_min' && (answer === 'violated' || answer === 'tolerated');

/** No verdict on a change holds for another target. */
const isToBeJudgedAgain = ({ detailsExpiredAt }: Scan, { stale_reason: reason }: GateStatusDto): boolean =>
  reason === 'retargeted' && detailsExpiredAt === null;

const UNJUDGED = {
  evaluation: 0,
  state: 'pending',
  status: 'pending',
  reason: null,
  deadlineMinutes: null,
  policyVersion: null,
  rules: [],
  uncovered: null,
  suppressions: null,
  loosened: null,
  warnings: [],
} satisfies Partial<JudgedFacts>;

/** A commit whose pull request has another target by now. */
const RETARGETED: JudgedFacts = {
  ...UNJUDGED,
  summary: 'Pending: the target branch changed, so the commit is being judged again.',
};

/** Time that a scan has until its deadline. */
const minutesOf = ({ deadlineAt, createdAt }: Pick<Scan, 'createdAt' | 'deadlineAt'>): number =>
  Math.round((deadlineAt.getTime() - createdAt.getTime()) / 60_000);

/** The facts of a verdict that forges show. */
export function toJudgedFacts(scan: Pick<Scan, 'createdAt' | 'deadlineAt'>, status: JudgedStatus): JudgedFacts {
  return {
    evaluation: status.evaluation ?? 0,
    state: status.conclusion ?? 'pending',
    status: status.status ?? 'pending',
    reason: status.reason,
    summary: status.summary,
    deadlineMinutes: status.reason === 'timed_out' ? minutesOf(scan) : null,
    policyVersion: status.policy_version,
    rules: toReportedRules(status),
    suppressions: status.suppressions,
    loosened: status.loosened,
    warnings: status.warnings,
    uncovered:
      status.uncovered?.map(({ file_path: filePath, ranges, more_lines: moreLines }) => ({
        filePath,
        ranges: ranges as [number, number][],
        moreLines,
      })) ?? null,
  };
}

export const toReported = (finding: FindingDto): ReportedFinding => ({
  severity: finding.severity,
  filePath: finding.file_path ?? '',
  startLine: finding.line,
  endLine: finding.end_line,
  message: finding.message,
  tool: finding.tool,
  ruleId: finding.rule_id,
  isOnChangedLines: finding.new_because === 'added_line',
});

/** 6 hex digits by which two installations on one pull request tell their comments apart. */
const installationId = (orgId: OrgId, createdAt: Date): string =>
  createHash('sha256').update(`${orgId}/${createdAt.toISOString()}`).digest('hex').slice(0, 6);

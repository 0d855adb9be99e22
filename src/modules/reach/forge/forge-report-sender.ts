import { Injectable } from '@nestjs/common';
import { type AfterFailure, afterFailure } from '../../../domain/reporting/after-failure.js';
import type { RequestBudget } from '../../../domain/reporting/judge-answer.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { limitedSignal } from '../../../platform/outgoing/limited-signal.js';
import {
  type ClaimedReport,
  isLookDue,
  nextLookAt,
  REPORT_MS,
  type ReportSettlement,
} from '../../record/forge-report/forge-report.js';
import { ForgeReportRepository } from '../../record/forge-report/forge-report.repository.js';
import { ScanWriter } from '../../verdict/scan/scan.writer.js';
import { ForgeAccesses, type OpenConnection } from './forge-accesses.js';
import type { ForgeSetUp } from './forges/forge.js';
import { FORGES } from './forges/forges.js';
import { NO_CREDENTIALS, type OpenForge, ProjectReader } from './project-reader.js';
import { type ReportedScanFacts, ReportFactsReader } from './report-facts.reader.js';
import { type Place, type Shown, showReport } from './show-report.js';

/** A report that was sent, with what it means for its connection. */
export interface SentReport {
  readonly report: ClaimedReport;
  readonly settlement: ReportSettlement;
  /** Null where nothing failed. */
  readonly failure: AfterFailure | null;
  /** The forge took what was sent. */
  readonly isTaken: boolean;
  readonly budget: RequestBudget | null;
  readonly credentialsExpireAt: Date | null;
}

type Metered = Pick<SentReport, 'budget' | 'credentialsExpireAt'>;

const UNMETERED: Metered = { budget: null, credentialsExpireAt: null };
const SKIPPED: Shown = { kind: 'skipped', error: null };

/** Makes forges show claimed reports, as the facts are now. */
@Injectable()
export class ForgeReportSender {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly facts: ReportFactsReader,
    private readonly reports: ForgeReportRepository,
    private readonly scans: ScanWriter,
    private readonly accesses: ForgeAccesses,
    private readonly projects: ProjectReader,
  ) {}

  /** @param random from 0 to below 1, for the pause before the next attempt */
  async send(report: ClaimedReport, signal: AbortSignal, random = Math.random()): Promise<SentReport> {
    const { link } = report;
    const known = link && (await this.facts.readFacts(report, link));
    if (!known) return this.toSent(report, null, SKIPPED, UNMETERED, random);
    const limited = limitedSignal(REPORT_MS, signal);
    const { shown, metered } = await this.show(report, known, limited.signal).finally(limited.done);
    if (shown.kind === 'proven') await this.prove(report, known.scan);
    return this.toSent(report, known, shown, metered, random);
  }

  /** The commit has a report of its own then, in place of this one. */
  private prove({ orgId, repoId, commitSha }: ClaimedReport, { id }: ReportedScanFacts['scan']): Promise<void> {
    return this.tenant.run(orgId, async () => {
      await this.scans.proveCommit(orgId, id, commitSha!);
      await this.reports.prove(orgId, repoId, commitSha!, id, this.tenant.now());
    });
  }

  private async show(
    report: ClaimedReport,
    known: ReportedScanFacts,
    signal: AbortSignal,
  ): Promise<{ shown: Shown; metered: Metered }> {
    const client = FORGES[report.forge.kind];
    const connection = this.openConnection(report);
    if (connection === null) return { shown: { kind: 'failed', failure: NO_CREDENTIALS }, metered: UNMETERED };
    if (!isShown(client, report, connection)) return { shown: SKIPPED, metered: UNMETERED };
    const transport = this.accesses.transport(client, signal);
    const forge = { client, connection, transport };
    const { project } = known.facts;
    const first = await this.showAs(project, forge, report, known);
    const name = needsName(first.shown, report) ? await this.projects.readName(report, forge) : null;
    const isMoved = first.shown.kind === 'failed' && name !== null && name !== project;
    const { shown, credentialsExpireAt } = isMoved ? await this.showAs(name, forge, report, known) : first;
    return { shown, metered: { budget: transport.budget(), credentialsExpireAt } };
  }

  /** Shows a report at the project of this name. */
  private async showAs(
    project: string,
    { client, connection, transport }: OpenForge & Pick<Place, 'client'>,
    report: ClaimedReport,
    known: ReportedScanFacts,
  ): Promise<{ shown: Shown; credentialsExpireAt: Date | null }> {
    let credentialsExpireAt: Date | null = null;
    const place: Place = {
      client,
      report,
      options: connection.report,
      isLook: isLookDue(report.lastWriteAt, this.tenant.now()),
      open: async () => {
        const called = await this.accesses.open(client, connection, project, transport);
        if (called.ok) credentialsExpireAt = called.value.credentialsExpireAt;
        return called;
      },
    };
    const shown = await showReport(place, { ...known, facts: { ...known.facts, project } });
    if (shown.kind === 'failed' && shown.failure.error === 'credentials') this.accesses.forget(connection, project);
    return { shown, credentialsExpireAt };
  }

  /** Null where the credentials cannot be opened. */
  private openConnection({ orgId, forgeId, forge, link }: ClaimedReport): OpenConnection | null {
    return this.accesses.openConnection({ ...forge, orgId, id: forgeId }, link?.report);
  }

  private toSent(
    report: ClaimedReport,
    known: ReportedScanFacts | null,
    shown: Shown,
    metered: Metered,
    random: number,
  ): SentReport {
    const failure = shown.kind === 'failed' ? afterFailure(shown.failure, report.attempts, random) : null;
    const settlement = failure ? this.toFailed(report, shown, failure) : this.toEnded(report, known, shown);
    return { report, settlement, failure, isTaken: shown.kind === 'shown' && shown.isSent, ...metered };
  }

  private toEnded(report: ClaimedReport, known: ReportedScanFacts | null, shown: Shown): ReportSettlement {
    const ended = { ...unchanged(report), attempts: 0, failingSince: null, isUnclear: false };
    // looked at again when a pending scan times out
    const timeoutAt = known?.facts.state === 'pending' ? known.deadlineAt : null;
    if (shown.kind === 'skipped' || shown.kind === 'proven')
      return {
        ...ended,
        error: shown.kind === 'skipped' ? shown.error : null,
        state: timeoutAt === null ? 'skipped' : 'waiting',
        nextAt: timeoutAt,
        lastWriteAt: null,
      };
    const { digest: shownDigest, remoteId, pipelineId, url, isWritten } = shown as Extract<Shown, { kind: 'shown' }>;
    const now = this.tenant.now();
    const lastWriteAt = isOnCommit(report) ? lastWriteOf(report, isWritten, now) : null;
    const lookAt = nextLookAt(lastWriteAt, now);
    return {
      ...{ ...ended, state: 'shown', error: null, shown: report.wanted, shownDigest, remoteId, pipelineId, url },
      nextAt: earlierOf(timeoutAt, lookAt),
      lastWriteAt: lookAt === null ? null : lastWriteAt,
    };
  }

  private toFailed(report: ClaimedReport, shown: Shown, failure: AfterFailure): ReportSettlement {
    const {
      remoteId = report.remoteId,
      pipelineId = report.pipelineId,
      wasReadBack = false,
    } = shown as Extract<Shown, { kind: 'failed' }>;
    const now = this.tenant.now();
    return {
      ...unchanged(report),
      remoteId,
      pipelineId,
      state: failure.state,
      error: failure.error,
      attempts: failure.attempts,
      nextAt: failure.delayMs === null ? null : new Date(now.getTime() + failure.delayMs),
      failingSince: report.failingSince ?? now,
      isUnclear: failure.isUnclear || (report.isUnclear && !wasReadBack),
      lastWriteAt: failure.isUnclear && isOnCommit(report) ? now : report.lastWriteAt,
    };
  }
}

const isOnCommit = ({ surface, prNumber }: ClaimedReport): boolean => surface !== 'comment' && prNumber === null;

/** Last write of a commit, once the answer to one was unknown; else null. */
function lastWriteOf({ isUnclear, lastWriteAt }: ClaimedReport, isWritten: boolean, now: Date): Date | null {
  if (!isUnclear && lastWriteAt === null) return null;
  return isWritten ? now : (lastWriteAt ?? now);
}

const earlierOf = (one: Date | null, other: Date | null): Date | null =>
  one === null || other === null ? (one ?? other) : one < other ? one : other;

/** False where the connection shows nothing at this surface, for instance since its settings changed. */
const isShown = (client: ForgeSetUp, { surface, forge }: ClaimedReport, { report }: OpenConnection): boolean =>
  client.surfaces({ report, credentialsType: forge.credentialsType }).includes(surface);

/** True where a project may have another name, and after the first report to one whose id is not stored. */
const needsName = (shown: Shown, { link }: ClaimedReport): boolean =>
  link!.projectId === null
    ? shown.kind === 'shown' && shown.isSent
    : shown.kind === 'failed' && ['not_found', 'permission'].includes(shown.failure.error);

const unchanged = ({ id, item, forgeId, wanted, shown, shownDigest, remoteId, pipelineId, url }: ClaimedReport) => ({
  id,
  item,
  forgeId,
  wanted,
  shown,
  shownDigest,
  remoteId,
  pipelineId,
  url,
});

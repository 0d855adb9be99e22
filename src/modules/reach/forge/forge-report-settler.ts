import { Injectable } from '@nestjs/common';
import type { ForgeId, OrgId } from '../../../domain/ids.js';
import type { NewEvent } from '../../../domain/reporting/event.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { Clock } from '../../../platform/time/clock.js';
import { EventWriter } from '../../record/event/event.writer.js';
import { scanOf } from '../../record/forge-report/forge-report.js';
import { ForgeReportRepository } from '../../record/forge-report/forge-report.repository.js';
import { type ChangedConnection, ConnectionRepository, ENABLED } from './connection.repository.js';
import type { SentReport } from './forge-report-sender.js';

/** Attempts without an answer after which a connection counts as unreachable. */
const UNREACHABLE_AFTER = 3;
/** Time after a pause for limits for which a connection is sent one report a second. */
const THROTTLED_MS = 10 * 60_000;

/** Stores results of reports, with what they mean for their connections. */
@Injectable()
export class ForgeReportSettler {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly reports: ForgeReportRepository,
    private readonly connections: ConnectionRepository,
    private readonly events: EventWriter,
    private readonly clock: Clock,
  ) {}

  /** Results of one organization; those whose lease has ended count for nothing. */
  settle(orgId: OrgId, sent: readonly SentReport[]): Promise<void> {
    return this.tenant.run(orgId, async () => {
      const settled = new Set(
        await this.reports.settle(
          orgId,
          sent.map(({ settlement }) => settlement),
        ),
      );
      const counted = sent.filter(({ settlement }) => settled.has(settlement));
      const ids = [...new Set(counted.map(({ settlement }) => settlement.forgeId))].sort((one, other) => one - other);
      for (const id of ids)
        await this.follow(
          orgId,
          id,
          counted.filter(({ settlement }) => settlement.forgeId === id),
        );
      await this.events.record(orgId, counted.filter(hasFailed).map(toEvent));
    });
  }

  private async follow(orgId: OrgId, id: ForgeId, sent: readonly SentReport[]): Promise<void> {
    const changes = { ...this.toMeters(sent), ...this.toState(sent) };
    if (Object.keys(changes).length > 0) await this.connections.update(orgId, id, changes, ENABLED);
  }

  private toMeters(sent: readonly SentReport[]): ChangedConnection {
    const { budget } = sent.findLast((one) => one.budget !== null) ?? { budget: null };
    const end = sent.findLast(({ credentialsExpireAt }) => credentialsExpireAt !== null);
    return {
      ...(budget && { budget: { remaining: budget.remaining, reset_at: budget.resetAt?.toISOString() ?? null } }),
      ...(end && { credentialsExpiresAt: end.credentialsExpireAt }),
    };
  }

  private toState(sent: readonly SentReport[]): ChangedConnection {
    const failures = sent.flatMap(({ failure }) => failure ?? []);
    const pauses = failures.flatMap(({ pauseMs }) => pauseMs ?? []);
    const pausedUntil = pauses.length === 0 ? null : new Date(this.clock.now().getTime() + Math.max(...pauses));
    if (failures.some(({ needsCredentials }) => needsCredentials)) return { state: 'needs_credentials', pausedUntil };
    if (pausedUntil !== null) return { pausedUntil, throttledUntil: new Date(pausedUntil.getTime() + THROTTLED_MS) };
    const before = sent[0]!.report.forge.state;
    if (sent.some(({ isTaken }) => isTaken)) return before === 'ok' ? {} : { state: 'ok', pausedUntil: null };
    const isSilent = failures.some(
      ({ error, attempts }) => (error === 'timeout' || error === 'server') && attempts >= UNREACHABLE_AFTER,
    );
    return isSilent && before === 'ok' ? { state: 'unreachable' } : {};
  }
}

const hasFailed = ({ settlement }: SentReport): boolean => settlement.state === 'failed';

const toEvent = ({ report, settlement }: SentReport): NewEvent => ({
  type: 'forge.report_failed',
  repoId: report.repoId,
  scanId: scanOf(report.wanted),
  data: {
    forge: { id: report.forgeId, kind: report.forge.kind, name: report.forge.name },
    project: report.link?.project ?? null,
    repo_id: report.repoId,
    scan_id: scanOf(report.wanted),
    surface: report.surface,
    commit_sha: report.commitSha,
    pr_number: report.prNumber,
    error: settlement.error,
    failing_since: settlement.failingSince?.toISOString() ?? null,
  },
});

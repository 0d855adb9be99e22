import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { JobId, OrgId, ScanId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg } from '../../../../platform/errors/app-error.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { toAuditActor } from '../../../record/audit/audit-log.writer.js';
import { type VerdictChangeDto, VerdictChangesEvents } from '../../scan/verdict-changes.events.js';
import { refuseWithoutBaseline } from './issue.service.js';
import { IssueSelection, type Selection } from './issue-selection.js';
import { type MadeMarks, MarkChanges, type Marker, nameOf } from './mark-changes.js';
import { MarkJobs } from './mark-jobs.js';
import { MarkOperationRepository, type OperationFacts } from './mark-operation.repository.js';

/** Effect of marking many problems. */
export interface BulkMark extends Pick<MadeMarks, 'unchanged' | 'refused' | 'staleScans'> {
  /** Null where nothing can be taken back. */
  readonly operationId: string | null;
  readonly marked: number;
  readonly changes: VerdictChangeDto[];
}

/** Effect of taking an operation back. */
export interface UndoneMarks {
  readonly undone: number;
  readonly unchanged: number;
  readonly staleScans: readonly ScanId[];
  readonly changes: VerdictChangeDto[];
}

/** Marks of many problems, at once or by a job, and their undo. */
@Injectable()
export class BulkMarkService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly selections: IssueSelection,
    private readonly changes: MarkChanges,
    private readonly operations: MarkOperationRepository,
    private readonly verdicts: VerdictChangesEvents,
    private readonly jobs: MarkJobs,
  ) {}

  /**
   * Marks the problems for the given reason, or clears their marks where `reason` is null. Problems that are marked already
   * keep their reason, unless this confirms a mark on an edited line.
   */
  async mark(caller: Caller, selection: Selection, reason: string | null): Promise<BulkMark> {
    refuseWithoutBaseline(caller);
    const chosen = await this.selections.choose(caller, selection);
    const { orgId } = caller;
    const marker = markerOf(caller);
    return this.tenant.run(orgId, async () => {
      const operation = { operationId: randomUUID(), at: this.tenant.now() };
      const { changes, changed, ...result } = await this.changes.make(marker, chosen, reason, operation);
      if (changes.length > 0) await this.operations.deleteOld(orgId, operation.at);
      for (const [part, change] of changes.entries())
        await this.operations.insert(orgId, operation.operationId, {
          ...{ ...change, madeBy: nameOf(marker), madeAt: operation.at },
          ...{ part, jobId: null },
        });
      return {
        ...result,
        operationId: changes.length === 0 ? null : operation.operationId,
        marked: changed.length,
        ...(await this.follow(orgId, result.staleScans, operation.at)),
      };
    });
  }

  /** As `mark`, by a job: the problems are those that are chosen now, however many. */
  async begin(
    caller: Caller,
    selection: Selection,
    reason: string | null,
  ): Promise<{ jobId: JobId; operationId: string }> {
    refuseWithoutBaseline(caller);
    const chosen = await this.selections.choose(caller, selection);
    return this.tenant.run(caller.orgId, async () => {
      const at = this.tenant.now();
      const operation = { operationId: randomUUID(), at, reason, scanId: chosen.scanId };
      const jobId = await this.jobs.begin(markerOf(caller), operation, await this.selections.byRepo(caller, chosen));
      return { jobId, operationId: operation.operationId };
    });
  }

  /**
   * @returns the job that takes it back, where a job has made the marks
   * @throws NotFoundInOrg for an operation that never was, or was a week ago; `nothing_to_undo` after 24 hours or an undo
   */
  undo(caller: Caller, operationId: string): Promise<UndoneMarks | { jobId: JobId }> {
    refuseWithoutBaseline(caller);
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const at = this.tenant.now();
      const parts = await this.operations.lock(orgId, operationId);
      if (parts.length === 0) throw new NotFoundInOrg('operation');
      if (parts.some((part) => !mayBeUndone(part, at)))
        throw new AppError('nothing_to_undo', 'The marks were already undone, or are older than 24 hours.');
      await this.operations.recordUndo(orgId, operationId, at);
      if (parts.some(({ jobId }) => jobId !== null))
        return { jobId: await this.jobs.beginUndo(markerOf(caller), operationId, parts, at) };
      const operations = await this.operations.list(orgId, operationId);
      const { undone, staleScans } = await this.changes.takeBack(markerOf(caller), operations, { operationId, at });
      const all = parts.reduce((sum, { count }) => sum + count, 0);
      const followed = await this.follow(orgId, staleScans, at);
      return { undone: undone.length, unchanged: all - undone.length, ...followed };
    });
  }

  private async follow(orgId: OrgId, scanIds: readonly ScanId[], at: Date) {
    const { changes, settled } = await this.verdicts.ask(orgId, { scanIds }, at);
    return { changes, staleScans: scanIds.filter((id) => !settled.includes(id)) };
  }
}

const markerOf = (caller: Caller): Marker => ({ orgId: caller.orgId, actor: toAuditActor(caller), origin: caller });

const UNDO_MS = 24 * 3_600_000;

const mayBeUndone = ({ undoneAt, madeAt }: OperationFacts, at: Date): boolean =>
  undoneAt === null && at.getTime() - madeAt.getTime() <= UNDO_MS;

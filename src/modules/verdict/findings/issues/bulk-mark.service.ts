import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FindingFilter } from '../../../../domain/findings/listing/finding-filter.js';
import type { IssueId, JobId, RepoId, ScanId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg } from '../../../../platform/errors/app-error.js';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { toAuditActor } from '../../../record/audit/audit-log.writer.js';
import { type VerdictChangeDto, VerdictChangesEvents } from '../../scan/verdict-changes.events.js';
import { FindingListService } from '../listing/finding-list.service.js';
import { IssueReadModel } from './issue.read-model.js';
import { refuseWithoutBaseline } from './issue.service.js';
import { type Chosen, type MadeMarks, MarkChanges, type Marker, nameOf } from './mark-changes.js';
import { MarkJobs } from './mark-jobs.js';
import { MarkOperationRepository, type OperationFacts } from './mark-operation.repository.js';

/** Problems by their ids, or those that a filter finds in a scan, as many as the caller has seen. */
export type Selection =
  | { readonly issueIds: readonly IssueId[] }
  | { readonly scanId: ScanId; readonly filter: FindingFilter; readonly expectedCount: number };

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

/** Problems of one repository. */
interface OfRepo {
  readonly repoId: RepoId;
  readonly issueIds: readonly IssueId[];
}

/** Marks of many problems, at once or by a job, and their undo. */
@Injectable()
export class BulkMarkService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly lists: FindingListService,
    private readonly issues: IssueReadModel,
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
    const chosen = await this.choose(caller, selection);
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
        changes: await this.verdicts.ask(orgId, { scanIds: result.staleScans }, operation.at),
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
    const chosen = await this.choose(caller, selection);
    return this.tenant.run(caller.orgId, async () => {
      const at = this.tenant.now();
      const operation = { operationId: randomUUID(), at, reason, scanId: chosen.scanId };
      const jobId = await this.jobs.begin(markerOf(caller), operation, await this.byRepo(caller, chosen));
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
        throw new AppError('nothing_to_undo', 'The marks were undone before, or are older than 24 hours.');
      await this.operations.recordUndo(orgId, operationId, at);
      if (parts.some(({ jobId }) => jobId !== null))
        return { jobId: await this.jobs.beginUndo(markerOf(caller), operationId, parts, at) };
      const operations = await this.operations.list(orgId, operationId);
      const { undone, staleScans } = await this.changes.takeBack(markerOf(caller), operations, { operationId, at });
      const all = parts.reduce((sum, { count }) => sum + count, 0);
      const changes = await this.verdicts.ask(orgId, { scanIds: staleScans }, at);
      return { undone: undone.length, unchanged: all - undone.length, staleScans, changes };
    });
  }

  private async choose(caller: Caller, selection: Selection): Promise<Chosen & { repoId: RepoId | null }> {
    if ('issueIds' in selection) return { issueIds: [...new Set(selection.issueIds)], scanId: null, repoId: null };
    const { scanId, filter, expectedCount } = selection;
    const { issueIds, total, repoId } = await this.lists.chooseIssues(caller, scanId, filter, expectedCount);
    if (total !== expectedCount)
      throw new AppError(
        'count_changed',
        `The filter finds ${total} findings now, not ${expectedCount}. Look at them again; nothing was marked.`,
        { count: total },
      );
    return { issueIds, scanId, repoId };
  }

  private async byRepo(
    { orgId }: Caller,
    { issueIds, repoId }: Awaited<ReturnType<typeof this.choose>>,
  ): Promise<OfRepo[]> {
    if (repoId !== null) return [{ repoId, issueIds }];
    return this.issues.locate(orgId, issueIds);
  }
}

const markerOf = (caller: Caller): Marker => ({ orgId: caller.orgId, actor: toAuditActor(caller), origin: caller });

const UNDO_MS = 24 * 3_600_000;

const mayBeUndone = ({ undoneAt, madeAt }: OperationFacts, at: Date): boolean =>
  undoneAt === null && at.getTime() - madeAt.getTime() <= UNDO_MS;

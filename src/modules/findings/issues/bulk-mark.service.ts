import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FindingFilter } from '../../../domain/findings/listing/finding-filter.js';
import type { IssueId, OrgId, ScanId } from '../../../domain/ids.js';
import { Clock } from '../../../platform/clock.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../audit/audit-log.writer.js';
import { ScanWriter } from '../../scan/scan.writer.js';
import { FindingListService } from '../listing/finding-list.service.js';
import type { LocatedIssues } from '../storage/scan-manifest.repository.js';
import { IssueReadModel } from './issue.read-model.js';
import { refuseWithoutBaseline } from './issue.service.js';
import { IssueMarkRepository } from './issue-mark.repository.js';
import { type MarkOperation, MarkOperationRepository, type StoredMarkOperation } from './mark-operation.repository.js';

/** Problems by their ids, or those that a filter finds in a scan, as many as the caller has seen. */
export type Selection =
  | { readonly issueIds: readonly IssueId[] }
  | { readonly scanId: ScanId; readonly filter: FindingFilter; readonly expectedCount: number };

/** Effect of marking many problems. */
export interface BulkMark {
  /** Null where nothing was changed. */
  readonly operationId: string | null;
  readonly marked: number;
  readonly unchanged: number;
  /** Problems that no scan has. */
  readonly refused: readonly IssueId[];
  readonly staleScans: readonly ScanId[];
}

/** Effect of taking an operation back. */
export interface UndoneMarks {
  readonly undone: number;
  readonly unchanged: number;
  readonly staleScans: readonly ScanId[];
}

/** Problems with the scan that shows them; null: the newest of each does. */
interface Chosen {
  readonly issueIds: readonly IssueId[];
  readonly scanId: ScanId | null;
}

/** A part of an operation before it is stored. */
type Change = Pick<MarkOperation, 'repoId' | 'issueIds' | 'removed'>;

/** Marks of many problems at once, and their undo. */
@Injectable()
export class BulkMarkService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly lists: FindingListService,
    private readonly issues: IssueReadModel,
    private readonly marks: IssueMarkRepository,
    private readonly operations: MarkOperationRepository,
    private readonly scans: ScanWriter,
    private readonly audit: AuditLogWriter,
    private readonly clock: Clock,
  ) {}

  /**
   * Marks the problems for the given reason, or clears their marks where `reason` is null. Problems that are marked already
   * keep their reason.
   */
  async mark(caller: Caller, selection: Selection, reason: string | null): Promise<BulkMark> {
    refuseWithoutBaseline(caller);
    const chosen = await this.choose(caller, selection);
    return this.tenant.run(caller.orgId, () => this.markChosen(caller, chosen, reason));
  }

  /** @throws NotFoundInOrg for an operation that never was, or was a week ago; `nothing_to_undo` after 24 hours or an undo */
  undo(caller: Caller, operationId: string): Promise<UndoneMarks> {
    refuseWithoutBaseline(caller);
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const at = this.clock.now();
      const operations = await this.operations.lock(orgId, operationId);
      if (operations.length === 0) throw new NotFoundInOrg('operation');
      if (operations.some((operation) => !mayBeUndone(operation, at)))
        throw new AppError('nothing_to_undo', 'The marks were undone before, or are older than 24 hours.');
      await this.operations.recordUndo(orgId, operationId, at);
      const undone = (await Promise.all(operations.map((operation) => this.takeBack(orgId, operation)))).flat();
      const staleScans = await this.touch(caller, await this.issues.locate(orgId, undone), at);
      await this.audit.record(caller, {
        action: 'findings.marks_undone',
        target: { type: 'issues', id: null },
        repoId: operations.length === 1 ? operations[0]!.repoId : null,
        new: { operation_id: operationId, issue_ids: undone },
      });
      const all = operations.reduce((sum, { issueIds }) => sum + issueIds.length, 0);
      return { undone: undone.length, unchanged: all - undone.length, staleScans };
    });
  }

  private async choose(caller: Caller, selection: Selection): Promise<Chosen> {
    if ('issueIds' in selection) return { issueIds: [...new Set(selection.issueIds)], scanId: null };
    const { scanId, filter, expectedCount } = selection;
    const { issueIds, total } = await this.lists.chooseIssues(caller, scanId, filter, expectedCount);
    if (total !== expectedCount)
      throw new AppError(
        'count_changed',
        `The filter finds ${total} findings now, not ${expectedCount}. Look at them again; nothing was marked.`,
        { count: total },
      );
    return { issueIds, scanId };
  }

  private async markChosen(caller: Caller, { issueIds, scanId }: Chosen, reason: string | null): Promise<BulkMark> {
    const { orgId } = caller;
    const made = { madeBy: describeActor(caller), madeAt: this.clock.now() };
    const located = await this.issues.locate(orgId, issueIds);
    const found = await this.issues.findIssues(orgId, located, scanId);
    const known = new Set(found.map(({ issueId }) => issueId));
    const changes: Change[] =
      reason === null
        ? (await this.marks.removeMarks(orgId, [...known])).map(({ rows, ...change }) => ({ ...change, removed: rows }))
        : byRepo(
            located,
            await this.marks.addMarks(orgId, found, { reason, markedBy: made.madeBy, markedAt: made.madeAt }),
          );
    const changed = changes.flatMap((change) => change.issueIds);
    const result = { unchanged: known.size - changed.length, refused: issueIds.filter((id) => !known.has(id)) };
    if (changed.length === 0) return { ...result, operationId: null, marked: 0, staleScans: [] };
    const operationId = randomUUID();
    for (const change of changes) await this.operations.insert(orgId, operationId, { ...change, ...made });
    const staleScans = await this.touch(caller, only(located, changed), made.madeAt);
    await this.audit.record(caller, {
      action: reason === null ? 'findings.unmarked_fp' : 'findings.marked_fp',
      target: { type: 'issues', id: null },
      repoId: changes.length === 1 ? changes[0]!.repoId : null,
      new: {
        operation_id: operationId,
        scan_id: scanId,
        user_marked_fp: reason !== null,
        fp_reason: reason,
        issue_ids: changed,
      },
    });
    return { ...result, operationId, marked: changed.length, staleScans };
  }

  private takeBack(orgId: OrgId, { issueIds, removed, madeBy, madeAt }: MarkOperation): Promise<IssueId[]> {
    return removed === null
      ? this.marks.removeMade(orgId, issueIds, madeBy, madeAt)
      : this.marks.restore(orgId, removed);
  }

  private async touch(caller: Caller, located: readonly LocatedIssues[], at: Date): Promise<ScanId[]> {
    return this.scans.marksChanged(caller, await this.issues.scansToActOn(caller.orgId, located), at);
  }
}

const UNDO_MS = 24 * 3_600_000;

const mayBeUndone = ({ undoneAt, madeAt }: StoredMarkOperation, at: Date): boolean =>
  undoneAt === null && at.getTime() - madeAt.getTime() <= UNDO_MS;

/** Marked problems by their repositories. */
function byRepo(located: readonly LocatedIssues[], issueIds: readonly IssueId[]): Change[] {
  const ofRepos = new Map<Change['repoId'], IssueId[]>();
  for (const { repoId, issueIds: ids } of only(located, issueIds))
    ofRepos.set(repoId, [...(ofRepos.get(repoId) ?? []), ...ids]);
  return [...ofRepos].map(([repoId, ids]) => ({ repoId, issueIds: ids, removed: null }));
}

/** Only these of the problems. */
function only(located: readonly LocatedIssues[], issueIds: readonly IssueId[]): LocatedIssues[] {
  const wanted = new Set(issueIds);
  return located
    .map((group) => ({ ...group, issueIds: group.issueIds.filter((id) => wanted.has(id)) }))
    .filter((group) => group.issueIds.length > 0);
}

import { Injectable } from '@nestjs/common';
import { SUPPRESSIONS_TOOL } from '../../../../domain/findings/directive.js';
import type { IssueId, OrgId, ScanId } from '../../../../domain/ids.js';
import type { RequestOrigin } from '../../../../platform/request/request-context.js';
import { type AuditActor, AuditLogWriter } from '../../../record/audit/audit-log.writer.js';
import { ScanWriter } from '../../scan/scan.writer.js';
import type { LocatedIssues } from '../storage/scan-manifest.repository.js';
import { IssueReadModel } from './issue.read-model.js';
import { type FoundIssue, IssueMarkRepository, type Marking } from './issue-mark.repository.js';
import type { MarkOperation } from './mark-operation.repository.js';

/** The one who marks, and the request of it; jobs have none. */
export interface Marker {
  readonly orgId: OrgId;
  readonly actor: AuditActor;
  readonly origin?: Partial<RequestOrigin>;
}

/** The marker as rows name it. */
export const nameOf = ({ actor: { type, id } }: Marker): string => `${type}:${id}`;

/** Problems with the scan that shows them; null: the newest of each does. */
export interface Chosen {
  readonly issueIds: readonly IssueId[];
  readonly scanId: ScanId | null;
}

/** Problems of a repository that an operation changed. */
export type Change = Pick<MarkOperation, 'repoId' | 'issueIds' | 'removed'>;

/** A problem that was not marked: no scan has it, or it is a directive. */
export interface RefusedIssue {
  readonly issueId: IssueId;
  readonly code: 'not_found' | 'not_markable';
}

/** Effect of marking problems. */
export interface MadeMarks {
  /** Those that can be taken back: a mark that was confirmed stays confirmed. */
  readonly changes: readonly Change[];
  readonly changed: readonly IssueId[];
  readonly unchanged: number;
  readonly refused: readonly RefusedIssue[];
  readonly staleScans: readonly ScanId[];
}

/** Changes of many marks, inside the open tenant transaction: made, taken back, and recorded in the audit log. */
@Injectable()
export class MarkChanges {
  constructor(
    private readonly issues: IssueReadModel,
    private readonly marks: IssueMarkRepository,
    private readonly scans: ScanWriter,
    private readonly audit: AuditLogWriter,
  ) {}

  /** Marks problems for the given reason, or clears their marks where it is null. Marked ones keep their reason, but for confirmed ones. */
  async make(
    marker: Marker,
    { issueIds, scanId }: Chosen,
    reason: string | null,
    { operationId, at }: { readonly operationId: string; readonly at: Date },
  ): Promise<MadeMarks> {
    const { orgId } = marker;
    const all = await this.issues.locate(orgId, issueIds);
    const located = all.filter(({ tool }) => tool !== SUPPRESSIONS_TOOL);
    const directives = new Set(all.flatMap((group) => (group.tool === SUPPRESSIONS_TOOL ? group.issueIds : [])));
    const found = await this.find(orgId, located, scanId);
    const known = new Set(found.map(({ issueId }) => issueId));
    const made = { reason: reason!, markedBy: nameOf(marker), markedAt: at };
    const { changes, confirmed } =
      reason === null
        ? { changes: await this.remove(orgId, [...known]), confirmed: [] }
        : await this.add(orgId, located, found, made);
    const changed = [...changes.flatMap((change) => change.issueIds), ...confirmed];
    const refused = issueIds.flatMap((issueId): RefusedIssue[] =>
      known.has(issueId) ? [] : [{ issueId, code: directives.has(issueId) ? 'not_markable' : 'not_found' }],
    );
    const result = { unchanged: known.size - changed.length, refused };
    if (changed.length === 0) return { ...result, changes, changed, staleScans: [] };
    const staleScans = await this.touch(marker, only(located, changed), at);
    await this.audit.recordAs(
      orgId,
      marker.actor,
      {
        action: reason === null ? 'findings.unmarked_fp' : 'findings.marked_fp',
        target: { type: 'issues', id: null },
        repoId: repoOf(only(located, changed)),
        new: {
          operation_id: operationId,
          scan_id: scanId,
          user_marked_fp: reason !== null,
          fp_reason: reason,
          issue_ids: changed,
        },
      },
      marker.origin,
    );
    return { ...result, changes, changed, staleScans };
  }

  /** Takes back what an operation changed; problems that were marked or unmarked since stay as they are. */
  async takeBack(
    marker: Marker,
    operations: readonly MarkOperation[],
    { operationId, at }: { readonly operationId: string; readonly at: Date },
  ): Promise<{ undone: IssueId[]; staleScans: ScanId[] }> {
    const { orgId } = marker;
    const undone = (await Promise.all(operations.map((operation) => this.undo(orgId, operation)))).flat();
    const staleScans = await this.touch(marker, await this.issues.locate(orgId, undone), at);
    await this.audit.recordAs(
      orgId,
      marker.actor,
      {
        action: 'findings.marks_undone',
        target: { type: 'issues', id: null },
        repoId: repoOf(operations),
        new: { operation_id: operationId, issue_ids: undone },
      },
      marker.origin,
    );
    return { undone, staleScans };
  }

  /** Findings of the problems; a scan whose details are gone by now is replaced by the newest that has them. */
  private async find(orgId: OrgId, located: readonly LocatedIssues[], scanId: ScanId | null) {
    const found = await this.issues.findIssues(orgId, located, scanId);
    if (scanId === null || found.length > 0) return found;
    return this.issues.findIssues(orgId, located, null);
  }

  private async remove(orgId: OrgId, issueIds: readonly IssueId[]): Promise<Change[]> {
    const removed = await this.marks.removeMarks(orgId, issueIds);
    return removed.map(({ rows, ...change }) => ({ ...change, removed: rows }));
  }

  private async add(
    orgId: OrgId,
    located: readonly LocatedIssues[],
    found: readonly FoundIssue[],
    made: Marking,
  ): Promise<{ changes: Change[]; confirmed: readonly IssueId[] }> {
    const { marked, confirmed } = await this.marks.addMarks(orgId, found, made);
    return { changes: byRepo(located, marked), confirmed };
  }

  private undo(orgId: OrgId, { issueIds, removed, madeBy, madeAt }: MarkOperation): Promise<IssueId[]> {
    return removed === null
      ? this.marks.removeMade(orgId, issueIds, madeBy, madeAt)
      : this.marks.restore(orgId, removed);
  }

  private async touch(marker: Marker, located: readonly LocatedIssues[], at: Date): Promise<ScanId[]> {
    const { orgId } = marker;
    return this.scans.marksChangedBy(orgId, nameOf(marker), await this.issues.scansToActOn(orgId, located), at);
  }
}

/** The one repository of problems; null where they are of several. */
function repoOf(groups: readonly Pick<Change, 'repoId'>[]): Change['repoId'] | null {
  const [repoId, ...others] = new Set(groups.map((group) => group.repoId));
  return repoId !== undefined && others.length === 0 ? repoId : null;
}

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

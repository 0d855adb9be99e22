import { Injectable } from '@nestjs/common';
import { SUPPRESSIONS_TOOL } from '../../../../domain/findings/directive.js';
import { unpackFeatures } from '../../../../domain/findings/features/pack-features.js';
import { markedLineOf } from '../../../../domain/findings/marked-line.js';
import type { IssueId, ScanId } from '../../../../domain/ids.js';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg } from '../../../../platform/errors/app-error.js';
import { type Caller, describeActor } from '../../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../../record/audit/audit-log.writer.js';
import type { VerdictChangeDto } from '../../scan/verdict-changes.events.js';
import { IssueReadModel } from './issue.read-model.js';
import { type IssueMark, IssueMarkRepository } from './issue-mark.repository.js';
import { MarkedVerdicts } from './marked-verdicts.js';

/** Marks of false positives: they belong to the problem, and outlive the scan that showed it. */
@Injectable()
export class IssueService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly issues: IssueReadModel,
    private readonly marks: IssueMarkRepository,
    private readonly verdicts: MarkedVerdicts,
    private readonly audit: AuditLogWriter,
  ) {}

  /**
   * Marks the problem for the given reason, or clears its mark where `reason` is null. Answers the mark as it is now, and its effect.
   *
   * @param scanId whose finding is marked; null: the newest one
   * @throws NotFoundInOrg where no scan, or not this one, has the problem
   */
  mark(
    caller: Caller,
    issueId: IssueId,
    reason: string | null,
    scanId: ScanId | null = null,
  ): Promise<{ mark: IssueMark | null; changes: VerdictChangeDto[] }> {
    const { orgId } = caller;
    refuseWithoutBaseline(caller);
    return this.tenant.run(orgId, async () => {
      const located = await this.issues.locate(orgId, [issueId]);
      const [issue] = await this.issues.findIssues(orgId, located, scanId);
      if (!issue) throw new NotFoundInOrg('issue');
      if (issue.tool === SUPPRESSIONS_TOOL)
        throw new AppError(
          'not_markable',
          'A directive cannot be a false positive. Accept it, or remove it from the source code.',
        );
      const before = await this.marks.findMark(orgId, issueId);
      const at = this.tenant.now();
      const { line, ...marked } = issue;
      const by = { markedBy: describeActor(caller), markedAt: at };
      const mark = reason === null ? null : { ...marked, reason, ...by, lines: linesOf(before, line) };
      if (mark) await this.marks.saveMark(orgId, mark);
      else await this.marks.delete(orgId, issueId);
      const { changes } = await this.verdicts.follow(caller, located, at);
      await this.audit.record(caller, {
        action: mark ? 'finding.marked_fp' : 'finding.unmarked_fp',
        target: { type: 'issue', id: issueId },
        repoId: issue.repoId,
        old: { user_marked_fp: before !== null, fp_reason: before?.reason ?? null },
        new: { user_marked_fp: mark !== null, fp_reason: reason },
      });
      return { mark, changes };
    });
  }
}

/** The lines that a mark was made for so far, and the one that it is confirmed for. */
function linesOf(before: IssueMark | null, line: string | null): string[] {
  const made = before === null ? [] : (before.lines ?? [markedLineOf(unpackFeatures([before.features]), 0)]);
  return [...new Set([...made, line])].filter((each) => each !== null);
}

/** @throws AppError for a key that may not write the baseline */
export function refuseWithoutBaseline({ mayWriteBaseline }: Caller): void {
  if (!mayWriteBaseline)
    throw new AppError('forbidden', 'This API key may not write the baseline, which includes marks.');
}

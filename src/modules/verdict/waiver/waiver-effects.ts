import { Injectable } from '@nestjs/common';
import { formatTime } from '../../../domain/gate/parse-time.js';
import type { WaiverDraft } from '../../../domain/gate/waiver-draft.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { ReevaluationWriter } from '../scan/reevaluation.writer.js';
import { type VerdictChangeDto, VerdictChangesEvents } from '../scan/verdict-changes.events.js';
import type { RecordedWaiver } from './waiver.repository.js';

/** A waiver whose end is moved. */
type UpdatedWaiver = Pick<RecordedWaiver, 'id' | 'repoId' | 'expiresAt'>;
type RevokedWaiver = RecordedWaiver & { readonly revokedAt: Date };

/** Does what follows from a waiver that was made or revoked, inside the open tenant transaction. */
@Injectable()
export class WaiverEffects {
  constructor(
    private readonly audit: AuditLogWriter,
    private readonly reevaluations: ReevaluationWriter,
    private readonly changes: VerdictChangesEvents,
  ) {}

  /** Answers the verdicts that a new waiver turns. */
  async created(caller: Caller, waiver: RecordedWaiver, at: Date): Promise<VerdictChangeDto[]> {
    await this.audit.record(caller, {
      action: 'waiver.created',
      target: { type: 'waiver', id: waiver.id },
      repoId: waiver.repoId,
      new: toAudited(waiver),
      eventData: toWaiverData(waiver),
    });
    await this.reevaluations.request(caller, 'waiver_changed', waiver, at);
    return (await this.changes.ask(caller.orgId, waiver, at)).changes;
  }

  async updated(
    caller: Caller,
    { id, repoId, expiresAt: before }: UpdatedWaiver,
    expiresAt: Date | null,
  ): Promise<void> {
    const what = { action: 'waiver.updated', target: { type: 'waiver', id }, repoId };
    await this.audit.recordChange(caller, what, toAuditedExpiry(before), toAuditedExpiry(expiresAt));
  }

  /** Answers the verdicts that a revocation turns. */
  async revoked(caller: Caller, waiver: RevokedWaiver, at: Date): Promise<VerdictChangeDto[]> {
    await this.recordRevocation(caller, waiver);
    return (await this.changes.ask(caller.orgId, waiver, at)).changes;
  }

  private async recordRevocation(caller: Caller, waiver: RevokedWaiver): Promise<void> {
    await this.audit.record(caller, {
      action: 'waiver.revoked',
      target: { type: 'waiver', id: waiver.id },
      repoId: waiver.repoId,
      old: { revoked_at: null },
      new: { revoked_at: formatTime(waiver.revokedAt) },
      eventData: toWaiverData(waiver),
    });
    await this.reevaluations.request(caller, 'waiver_changed', waiver, waiver.revokedAt);
  }
}

/** The end of a waiver, or of a request, in the audit log. */
export const toAuditedExpiry = (expiresAt: Date | null) => ({ expires_at: expiresAt && formatTime(expiresAt) });

/** The fields of a waiver, or of a request for one, in the audit log. */
export const toAudited = (waiver: WaiverDraft) => ({
  rule: waiver.rule,
  reason: waiver.reason,
  repo_id: waiver.repoId,
  pr_number: waiver.prNumber,
  max_actual: waiver.maxActual,
  ...toAuditedExpiry(waiver.expiresAt),
});

/** The waiver of an event, in `data`. */
export const toWaiverData = (waiver: Pick<RecordedWaiver, 'id'> & WaiverDraft) => ({
  waiver: { id: waiver.id, scope: scopeOf(waiver), ...toAudited(waiver) },
});

const scopeOf = ({ repoId, prNumber }: Pick<WaiverDraft, 'repoId' | 'prNumber'>) =>
  prNumber !== null ? 'pull_request' : repoId !== null ? 'repository' : 'organization';

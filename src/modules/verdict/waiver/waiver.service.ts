import { Injectable } from '@nestjs/common';
import { formatTime } from '../../../domain/gate/parse-time.js';
import { isInForce } from '../../../domain/gate/waiver.js';
import type { Field, WaiverDraft, WaiverFields } from '../../../domain/gate/waiver-draft.js';
import { ENDING_SOON_DAYS, UNUSED_DAYS } from '../../../domain/gate/waiver-periods.js';
import type { WaiverId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { type Caller, describeActor } from '../../../platform/tenancy/caller.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { ReevaluationWriter } from '../scan/reevaluation.writer.js';
import { type VerdictChangeDto, VerdictChangesEvents } from '../scan/verdict-changes.events.js';
import type { ListedState } from './dto/list-waivers.dto.js';
import { WaiverReader } from './waiver.reader.js';
import {
  type ListedWaiver,
  type RecordedWaiver,
  type WaiverFilter,
  type WaiverPage,
  WaiverRepository,
} from './waiver.repository.js';
import { WaiverDrafts } from './waiver-drafts.js';
import { type WaiverRequest, WaiverRequestRepository } from './waiver-request.repository.js';

/** A waiver after its change, with the verdicts that this turns. */
export interface Written<Kind> {
  readonly waiver: Kind;
  readonly changes: VerdictChangeDto[];
}

/** Waivers to list: of a state, which beats what else is included. */
export interface WaiverQuery extends Pick<WaiverFilter, 'repoId' | 'isExpiredIncluded' | 'isRevokedIncluded'> {
  readonly state: Exclude<ListedState, 'requested'> | null;
  readonly areRequestsIncluded: boolean;
}

const DAY_MS = 86_400_000;
/** Decided requests beside the open ones. */
const MOST_DECIDED = 50;

/** Making, listing, extending and revoking waivers. */
@Injectable()
export class WaiverService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly waivers: WaiverRepository,
    private readonly requests: WaiverRequestRepository,
    private readonly drafts: WaiverDrafts,
    private readonly audit: AuditLogWriter,
    private readonly reevaluations: ReevaluationWriter,
    private readonly changes: VerdictChangesEvents,
    private readonly reader: WaiverReader,
  ) {}

  /** Throws as `WaiverDrafts.draft` does. */
  create(caller: Caller, fields: WaiverFields): Promise<Written<RecordedWaiver>> {
    return this.tenant.run(caller.orgId, async () => {
      const at = this.tenant.now();
      return this.make(caller, await this.drafts.draft(caller, fields, at), at);
    });
  }

  /**
   * Makes a waiver that is checked, inside the open tenant transaction.
   *
   * @throws AppError `forbidden` for an author who waives a rule that asks for a second person
   */
  async make(caller: Caller, draft: WaiverDraft, at: Date): Promise<Written<RecordedWaiver>> {
    await this.refuseOwn(caller, draft);
    const waiver = await this.waivers.insert(caller.orgId, {
      ...draft,
      createdByUserId: caller.userId,
      createdBy: describeActor(caller),
      createdAt: at,
    });
    await this.audit.record(caller, {
      action: 'waiver.created',
      target: { type: 'waiver', id: waiver.id },
      repoId: draft.repoId,
      new: toAudited(waiver),
      eventData: toWaiverData(waiver),
    });
    await this.reevaluations.request(caller, 'waiver_changed', draft, at);
    return { waiver, changes: await this.changes.ask(caller.orgId, draft, at) };
  }

  /**
   * Moves the end of a waiver in force.
   *
   * @throws ValidationFailed for an end that the organization's settings do not allow
   */
  changeExpiry(
    caller: Caller,
    id: WaiverId,
    wanted: Field<Date | null>,
  ): Promise<Written<ListedWaiver> & { readonly at: Date }> {
    const { orgId } = caller;
    return this.tenant.run(orgId, async () => {
      const at = this.tenant.now();
      const expiresAt = await this.drafts.draftExpiry(orgId, wanted, at);
      const waiver = await this.waivers.lock(orgId, id);
      if (waiver === null) throw new NotFoundInOrg('waiver');
      if (!isInForce(waiver, at))
        throw new AppError('waiver_ended', 'The waiver is expired or revoked; create a new one.');
      await this.refuseOwn(caller, waiver);
      await this.waivers.setExpiry(orgId, id, expiresAt);
      const { repoId } = waiver;
      const target = { type: 'waiver', id } as const;
      await this.audit.recordChange(
        caller,
        { action: 'waiver.updated', target, repoId },
        toAuditedExpiry(waiver.expiresAt),
        toAuditedExpiry(expiresAt),
      );
      // another end in the future turns no verdict
      return { waiver: (await this.waivers.findListed(orgId, id))!, at, changes: [] };
    });
  }

  private async refuseOwn({ orgId, userId }: Caller, draft: Parameters<WaiverReader['isOwn']>[2]): Promise<void> {
    if (await this.reader.isOwn(orgId, userId, draft))
      throw new AppError('forbidden', 'You are the author of the pull request. Ask another administrator.');
  }

  /** The waiver with its revocation; the first revocation counts. */
  revoke(caller: Caller, id: WaiverId): Promise<Written<RecordedWaiver & { readonly revokedAt: Date }>> {
    return this.tenant.run(caller.orgId, async () => {
      const at = this.tenant.now();
      const isNew = await this.waivers.revokeUnlessRevoked(caller.orgId, id, { by: describeActor(caller), at });
      const waiver = await this.waivers.findWaiver(caller.orgId, id);
      if (!waiver?.revokedAt) throw new NotFoundInOrg('waiver');
      const { revokedAt } = waiver;
      if (isNew) await this.recordRevocation(caller, { ...waiver, revokedAt });
      const changes = isNew ? await this.changes.ask(caller.orgId, waiver, at) : [];
      return { waiver: { ...waiver, revokedAt }, changes };
    });
  }

  private async recordRevocation(caller: Caller, waiver: RecordedWaiver & { readonly revokedAt: Date }): Promise<void> {
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

  /** Newest first, with the instant that their state was judged at. */
  listWaivers(caller: Caller, query: WaiverQuery, page: WaiverPage): Promise<WaiverListing> {
    const { orgId } = caller;
    const at = this.tenant.now();
    return this.tenant.run(orgId, async () => {
      const [waivers, requests] = await together([
        this.waivers.listWaivers(orgId, filterOf(query, at), page),
        query.areRequestsIncluded ? this.requests.listOpenAndDecided(orgId, query.repoId, MOST_DECIDED) : [],
      ]);
      return { waivers, requests, at };
    });
  }
}

/** Waivers, requests where they are included, and the instant that the waivers' state was judged at. */
export interface WaiverListing {
  readonly waivers: readonly ListedWaiver[];
  readonly requests: readonly WaiverRequest[];
  readonly at: Date;
}

function filterOf({ state, ...query }: WaiverQuery, at: Date): WaiverFilter {
  if (state === null) return { ...query, at };
  const inForce = { repoId: query.repoId, isExpiredIncluded: false, isRevokedIncluded: false, at };
  if (state === 'ending_soon') return { ...inForce, endsBy: addDays(at, ENDING_SOON_DAYS) };
  return state === 'unused' ? { ...inForce, unusedSince: addDays(at, -UNUSED_DAYS) } : inForce;
}

const addDays = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY_MS);

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

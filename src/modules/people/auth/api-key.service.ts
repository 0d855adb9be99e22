import { Inject, Injectable } from '@nestjs/common';
import type { ApiKeyId, RepoId } from '../../../domain/ids.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg, ValidationFailed } from '../../../platform/errors/app-error.js';
import { hashSecret } from '../../../platform/secrets/random-secret.js';
import { type Caller, hasRole, hasScope, isPerson, type KeyKind } from '../../../platform/tenancy/caller.js';
import type { OrgRole, Scope } from '../../../platform/tenancy/role.js';
import { type Page, toPage } from '../../../platform/validation/cursor.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { QuotaReader } from '../quota/quota.reader.js';
import { QuotaWriter } from '../quota/quota.writer.js';
import { type ApiKey, ApiKeyRepository } from './api-key.repository.js';
import { boundOfNewKey, completeGrant, refuseBeyondAgent } from './api-key-grant.js';
import { ApiKeyUsage } from './credentials/api-key-usage.js';
import { earlierOf, MintingKeyReader } from './minting-key.reader.js';
import { OrganizationNameReadModel } from './organization-name.read-model.js';
import { RepoIdReadModel } from './repo-id.read-model.js';
import { SecurityNotices } from './security-notices.js';
import { makeApiKey, shownPrefixOf } from './tokens/secrets.js';

export interface WantedApiKey {
  readonly name: string;
  readonly scopes?: readonly Scope[] | undefined;
  readonly role?: OrgRole | undefined;
  /** Null: all; left open: its maker's. */
  readonly repoIds?: readonly RepoId[] | null | undefined;
  readonly mayWriteBaseline?: boolean | undefined;
  readonly kind?: KeyKind | null | undefined;
  readonly expiresInDays: number | null;
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** The organization's API keys. */
@Injectable()
export class ApiKeyService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly keys: ApiKeyRepository,
    private readonly minters: MintingKeyReader,
    private readonly repoIds: RepoIdReadModel,
    private readonly organizations: OrganizationNameReadModel,
    private readonly usage: ApiKeyUsage,
    private readonly quotas: QuotaWriter,
    private readonly audit: AuditLogWriter,
    private readonly notices: SecurityNotices,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'cell'>,
    quotaReader: QuotaReader,
  ) {
    quotaReader.countBy('api_keys', (orgId) => keys.countApiKeys(orgId, tenant.now()));
  }

  /**
   * A new key and its secret, which is nowhere kept. It never outranks its maker, nor reaches further.
   *
   * @throws NotFoundInOrg for a repository that its maker does not see
   * @throws AppError `agent_scope` for an agent's with rights that those never have
   * @throws ValidationFailed for one that would work for longer than the organization allows
   * @throws QuotaExceeded where the organization has as many keys as it may
   */
  async create(caller: Caller, wanted: WantedApiKey): Promise<{ apiKey: ApiKey; secret: string }> {
    const { role, scopes } = completeGrant({
      ...(wanted.role && { role: wanted.role }),
      ...(wanted.scopes && { scopes: wanted.scopes }),
    });
    const kind = wanted.kind ?? null;
    if (kind === 'agent') refuseBeyondAgent({ role, scopes }, wanted.mayWriteBaseline);
    const mayWriteBaseline = kind === 'agent' ? false : wanted.mayWriteBaseline;
    if (!hasRole(caller, role) || !scopes.every((scope) => hasScope(caller, scope)))
      throw new AppError('forbidden', 'An API key cannot have more rights than its maker.');
    const bound = boundOfNewKey(caller, {
      ...(wanted.repoIds !== undefined && { repoIds: wanted.repoIds }),
      ...(mayWriteBaseline !== undefined && { mayWriteBaseline }),
    });
    if (!bound) throw new AppError('forbidden', 'An API key cannot reach further than its maker.');
    const secret = makeApiKey(this.config.cell);
    const createdAt = this.tenant.now();
    const repoIds = bound.repoIds && [...bound.repoIds];
    const apiKey = await this.tenant.run(caller.orgId, async () => {
      await this.holdMembership(caller);
      if (repoIds && (await this.repoIds.findExisting(caller.orgId, repoIds)).length < repoIds.length)
        throw new NotFoundInOrg('repository');
      const minter = await this.minters.hold(caller, createdAt);
      const expiresAt = earlierOf(await this.wantedEnd(caller, createdAt, wanted.expiresInDays), minter.expiresAt);
      const id = await this.keys.insert(caller.orgId, {
        name: wanted.name,
        prefix: shownPrefixOf(secret),
        keyHash: hashSecret(secret),
        role,
        scopes: [...scopes],
        repoIds,
        mayWriteBaseline: bound.mayWriteBaseline,
        kind,
        createdByUserId: caller.userId,
        mintedBy: minter.mintedBy,
        lineage: [...minter.lineage],
        createdAt,
        expiresAt,
      });
      await this.quotas.enforce(caller.orgId, 'api_keys');
      await this.audit.record(caller, {
        action: 'api_key.created',
        target: { type: 'api_key', id },
        new: {
          name: wanted.name,
          role,
          scopes,
          repo_ids: repoIds,
          may_write_baseline: bound.mayWriteBaseline,
          ...(kind !== null && { kind }),
          expires_at: expiresAt,
          minted_by: minter.mintedBy,
        },
      });
      return this.getApiKey(caller, id);
    });
    if (isPerson(caller) && scopes.includes('mint')) await this.notices.reportOf(caller, 'api_key.mint_created');
    return { apiKey, secret };
  }

  async listApiKeys(caller: Caller, page: { limit: number; beforeId: ApiKeyId | null }): Promise<Page<ApiKey>> {
    await this.usage.flush();
    const rows = await this.tenant.run(caller.orgId, () =>
      this.keys.listApiKeys(caller.orgId, { ...page, limit: page.limit + 1 }),
    );
    return toPage(rows, page.limit, (key) => [key.id]);
  }

  /** Ends a key for the very next request; again is harmless and answers when it ended first. */
  revoke(caller: Caller, id: ApiKeyId): Promise<Date> {
    return this.tenant.run(caller.orgId, async () => {
      const now = this.tenant.now();
      if (await this.keys.revoke(caller.orgId, id, now)) {
        const minted = await this.keys.revokeMinted(caller.orgId, id, now);
        await this.audit.record(caller, {
          action: 'api_key.revoked',
          target: { type: 'api_key', id },
          old: { revoked: false },
          new: { revoked: true, ...(minted > 0 && { minted_keys_revoked: minted }) },
        });
      }
      return (await this.getApiKey(caller, id)).revokedAt!;
    });
  }

  /**
   * Another secret of a key, which is nowhere kept; the one before works for `overlapHours` more. The secret belongs to the one who is
   * shown it: a person becomes the maker of the key, and a secret that another key is shown ends with that key.
   *
   * @throws AppError secret_overlap while the secret of an earlier rotation works
   * @throws AppError key_ended for a key that was revoked or has expired
   */
  async rotate(caller: Caller, id: ApiKeyId, overlapHours: number): Promise<{ apiKey: ApiKey; secret: string }> {
    const secret = makeApiKey(this.config.cell);
    const at = this.tenant.now();
    const previousUntil = new Date(at.getTime() + overlapHours * HOUR_MS);
    const apiKey = await this.tenant.run(caller.orgId, async () => {
      const before = await this.getApiKey(caller, id);
      refuseStronger(caller, before);
      await this.holdMembership(caller);
      const by = { userId: caller.userId, ...(await this.minters.hold(caller, at)) };
      const shown = { keyHash: hashSecret(secret), prefix: shownPrefixOf(secret) };
      if (!(await this.keys.rotate(caller.orgId, id, shown, { at, previousUntil }, by))) refuseRotation(before, at);
      const isMoved = before.createdByUserId !== caller.userId;
      await this.audit.record(caller, {
        action: 'api_key.rotated',
        target: { type: 'api_key', id },
        old: { prefix: before.prefix, ...(isMoved && { created_by_user_id: before.createdByUserId }) },
        new: {
          prefix: shown.prefix,
          previous_expires_at: previousUntil,
          ...(isMoved && { created_by_user_id: caller.userId }),
        },
      });
      return this.getApiKey(caller, id);
    });
    if (isPerson(caller) && apiKey.scopes.includes('mint')) await this.notices.reportOf(caller, 'api_key.mint_created');
    return { apiKey, secret };
  }

  /** Secrets end with the membership of their person: one that is made beside its end would work again with the next membership. */
  private async holdMembership(caller: Caller): Promise<void> {
    const isMember = await this.keys.lockMembership(caller.orgId, caller.userId);
    if (!isMember && isPerson(caller) && !caller.isSuperAdmin)
      throw new AppError('forbidden', 'The membership of the maker has ended.');
  }

  /** The time at which a new key expires by itself, null for one without end: as requested, but no later than its organization allows. */
  private async wantedEnd({ orgId }: Caller, createdAt: Date, wantedDays: number | null): Promise<Date | null> {
    const maxKeyDays = (await this.organizations.findCurrent(orgId))?.maxKeyDays ?? null;
    if (maxKeyDays !== null && wantedDays !== null && wantedDays > maxKeyDays)
      throw new ValidationFailed([
        { field: 'expires_in_days', message: `must not be above ${maxKeyDays}, the limit of the organization` },
      ]);
    const days = wantedDays ?? maxKeyDays;
    return days === null ? null : new Date(createdAt.getTime() + days * DAY_MS);
  }

  private async getApiKey(caller: Caller, id: ApiKeyId): Promise<ApiKey> {
    const key = await this.keys.findApiKey(caller.orgId, id);
    if (!key) throw new NotFoundInOrg('API key');
    return key;
  }
}

/** Throws where the secret of a key would give its caller more than they have. */
function refuseStronger(caller: Caller, { role, scopes, repoIds, mayWriteBaseline }: ApiKey): void {
  const isWithin = hasRole(caller, role) && scopes.every((scope) => hasScope(caller, scope));
  if (!isWithin || boundOfNewKey(caller, { repoIds, mayWriteBaseline }) === null)
    throw new AppError('forbidden', 'The API key has more rights than you: let someone with its rights rotate it.');
}

function refuseRotation({ revokedAt, expiresAt }: ApiKey, at: Date): never {
  if (revokedAt !== null || (expiresAt !== null && expiresAt <= at))
    throw new AppError('key_ended', 'The API key has ended; create a new one.');
  throw new AppError(
    'secret_overlap',
    'The previous secret of the API key still works; wait until it ends, or revoke the key.',
  );
}

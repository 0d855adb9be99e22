import { Inject, Injectable } from '@nestjs/common';
import type { ApiKeyId, RepoId } from '../../../domain/ids.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError, NotFoundInOrg } from '../../../platform/errors/app-error.js';
import { hashSecret } from '../../../platform/secrets/random-secret.js';
import { type Caller, hasRole, hasScope, type KeyKind } from '../../../platform/tenancy/caller.js';
import type { OrgRole, Scope } from '../../../platform/tenancy/role.js';
import { QuotaWriter } from '../quota/quota.writer.js';
import { type ApiKey, ApiKeyRepository } from './api-key.repository.js';
import { boundOfNewKey, completeGrant, refuseBeyondAgent } from './api-key-grant.js';
import { ApiKeyLog } from './api-key-log.js';
import { KeyGrants } from './key-grants.js';
import { earlierOf } from './minting-key.reader.js';
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

/** The organization's API keys. */
@Injectable()
export class ApiKeyService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly keys: ApiKeyRepository,
    private readonly grants: KeyGrants,
    private readonly quotas: QuotaWriter,
    private readonly log: ApiKeyLog,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'cell'>,
  ) {}

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
      throw new AppError('forbidden', 'An API key cannot have more rights than its creator.');
    const bound = boundOfNewKey(caller, {
      ...(wanted.repoIds !== undefined && { repoIds: wanted.repoIds }),
      ...(mayWriteBaseline !== undefined && { mayWriteBaseline }),
    });
    if (!bound) throw new AppError('forbidden', 'An API key cannot access more repositories than its creator.');
    const secret = makeApiKey(this.config.cell);
    const createdAt = this.tenant.now();
    const repoIds = bound.repoIds && [...bound.repoIds];
    const apiKey = await this.tenant.run(caller.orgId, async () => {
      await this.grants.requireRepos(caller.orgId, repoIds);
      const minter = await this.grants.holdMaker(caller, createdAt);
      const wantedEnd = await this.grants.wantedEnd(caller, createdAt, wanted.expiresInDays);
      const expiresAt = earlierOf(wantedEnd, minter.expiresAt);
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
      await this.log.record(caller, id, 'created', {
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
    await this.log.reportMinting(caller, { scopes });
    return { apiKey, secret };
  }

  /** Ends a key for the very next request; again is harmless and answers when it ended first. */
  revoke(caller: Caller, id: ApiKeyId): Promise<Date> {
    return this.tenant.run(caller.orgId, async () => {
      const now = this.tenant.now();
      if (await this.keys.revoke(caller.orgId, id, now)) {
        const minted = await this.keys.revokeMinted(caller.orgId, id, now);
        await this.log.record(caller, id, 'revoked', {
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
      const by = { userId: caller.userId, ...(await this.grants.holdMaker(caller, at)) };
      const shown = { keyHash: hashSecret(secret), prefix: shownPrefixOf(secret) };
      if (!(await this.keys.rotate(caller.orgId, id, shown, { at, previousUntil }, by))) refuseRotation(before, at);
      const isMoved = before.createdByUserId !== caller.userId;
      await this.log.record(caller, id, 'rotated', {
        old: { prefix: before.prefix, ...(isMoved && { created_by_user_id: before.createdByUserId }) },
        new: {
          prefix: shown.prefix,
          previous_expires_at: previousUntil,
          ...(isMoved && { created_by_user_id: caller.userId }),
        },
      });
      return this.getApiKey(caller, id);
    });
    await this.log.reportMinting(caller, apiKey);
    return { apiKey, secret };
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
    throw new AppError('forbidden', 'The API key has more rights than you. Have someone with these rights rotate it.');
}

function refuseRotation({ revokedAt, expiresAt }: ApiKey, at: Date): never {
  if (revokedAt !== null || (expiresAt !== null && expiresAt <= at))
    throw new AppError('key_ended', 'The API key has expired or was revoked. Create a new one.');
  throw new AppError(
    'secret_overlap',
    'The previous secret of the API key still works. Wait until it expires, or revoke the key.',
  );
}

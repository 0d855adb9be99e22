import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../domain/ids.js';
import { FIRST_SIGN_IN_MS } from '../../../domain/publishing/first-sign-in.js';
import { AppError } from '../../../platform/errors/app-error.js';
import type { RequestOrigin } from '../../../platform/request/request-context.js';
import { hashSecret, makeSecret } from '../../../platform/secrets/random-secret.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { Clock } from '../../../platform/time/clock.js';
import { ApiKeyService } from './api-key.service.js';

/** The person whom the first start made, and the organization. */
interface FirstOwner {
  readonly orgId: OrgId;
  readonly userId: UserId;
  readonly email: string;
}

const DAYS = 30;

/**
 * Exchanges the secret of a first start for an API key, once: so that the person who started the service on this machine scans
 * without signing in. The secret is nowhere stored and ends with the process.
 */
@Injectable()
export class FirstKeyService {
  private open: { readonly hash: Buffer; readonly endsAt: number; readonly owner: FirstOwner } | null = null;

  constructor(
    private readonly keys: ApiKeyService,
    private readonly clock: Clock,
  ) {}

  /** Opens the exchange for an hour. */
  issue(owner: FirstOwner): { readonly secret: string; readonly endsAt: number } {
    const secret = makeSecret('qgf_');
    const endsAt = this.clock.now().getTime() + FIRST_SIGN_IN_MS;
    this.open = { hash: hashSecret(secret), endsAt, owner };
    return { secret, endsAt };
  }

  /**
   * The key of a MEMBER, made by the first user and audited as such.
   *
   * @throws AppError `invalid_credentials` for another secret, the second time, or after the hour
   */
  async redeem(secret: string, origin: RequestOrigin): Promise<string> {
    const { open } = this;
    const isValid =
      open !== null && this.clock.now().getTime() < open.endsAt && timingSafeEqual(hashSecret(secret), open.hash);
    if (!isValid)
      throw new AppError(
        'invalid_credentials',
        'The secret works once, within an hour of the first start. Sign in: qgate login',
      );
    this.open = null;
    const { orgId, userId, email } = open.owner;
    const caller: Caller = {
      ...origin,
      userId,
      name: email,
      orgId,
      role: 'ORG_OWNER',
      isSuperAdmin: false,
      scopes: null,
      repoIds: null,
      mayWriteBaseline: true,
      credential: { type: 'external_jwt' },
    };
    const { secret: key } = await this.keys.create(caller, {
      ...{ name: 'first sign-in of qgate', role: 'MEMBER', expiresInDays: DAYS },
      scopes: ['read:scans', 'read:repos', 'write:scans'],
    });
    return key;
  }
}

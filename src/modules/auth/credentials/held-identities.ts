import { Injectable } from '@nestjs/common';
import { ChangeFeed } from '../../../platform/cache/change-feed.js';
import { FreshCache } from '../../../platform/cache/fresh-cache.js';
import { type ApiKeyHolder, type Identities, IdentityRepository, type SessionHolder } from '../identity.repository.js';

const CAPACITY = 10_000;

/**
 * Who credentials speak for, held in memory as long as nothing of it changes. Credentials that resolve to nobody are
 * not held. Their end is measured by this process's own clock from before it was asked for, so never too late.
 */
@Injectable()
export class HeldIdentities implements Identities {
  private readonly sessions: FreshCache<SessionHolder>;
  private readonly apiKeys: FreshCache<ApiKeyHolder>;

  constructor(
    private readonly identities: IdentityRepository,
    feed: ChangeFeed,
  ) {
    const options = { capacity: CAPACITY, now: () => performance.now() };
    this.sessions = new FreshCache(feed, options);
    this.apiKeys = new FreshCache(feed, options);
  }

  resolveSession(sessionId: string): Promise<SessionHolder | null> {
    return this.sessions.read(sessionId, async () => {
      const askedAt = performance.now();
      const holder = await this.identities.resolveSession(sessionId);
      return (
        holder && {
          value: holder,
          tags: [`session:${holder.sessionId}`, `user:${holder.user.id}`],
          until: askedAt + holder.validForMs,
        }
      );
    });
  }

  resolveApiKey(keyHash: Buffer): Promise<ApiKeyHolder | null> {
    return this.apiKeys.read(keyHash.toString('base64url'), async () => {
      const askedAt = performance.now();
      const holder = await this.identities.resolveApiKey(keyHash);
      return (
        holder && {
          value: holder,
          tags: [`api_key:${holder.keyId}`, `user:${holder.makerId}`],
          until: askedAt + (holder.validForMs ?? Infinity),
        }
      );
    });
  }
}

import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { ChangeFeed } from '../../../platform/cache/change-feed.js';
import { FreshCache } from '../../../platform/cache/fresh-cache.js';
import { ServiceMetrics } from '../../../platform/observability/service-metrics.js';
import { RequestShares } from '../../../platform/overload/request-shares.js';
import { isRead } from '../../../platform/request/is-read.js';
import type { RequestOrigin } from '../../../platform/request/request-context.js';
import type { CallerIdentity } from '../../../platform/tenancy/caller.js';
import { ApiKeyUsage } from './credentials/api-key-usage.js';
import { readCredential } from './credentials/read-credential.js';
import { resolveApiKey, type ResolvedCredential, resolveToken } from './credentials/resolve-credential.js';
import { SessionCookie } from './credentials/session-cookie.js';
import { SessionUsage } from './credentials/session-usage.js';
import { IdentityRepository } from './identity.repository.js';
import { StaffVisits } from './staff-visits.js';
import { VerifiedTokens } from './tokens/verified-tokens.js';

const CAPACITY = 10_000;
/** Room for any credential of ours among a few cookies; what is longer is left to the guard. */
const MAX_LENGTH = 4_096;
const monotonicMs = () => performance.now();

/** The headers that a credential can stand in, in the order in which `readCredential` looks at them. */
const PLACES = ['x-api-key', 'authorization', 'cookie'] as const;

/**
 * Callers by the header of their credential, cached for reads until something of them changes: for a hot route before the
 * guards, and for the guards. A credential that resolves to nobody is not cached.
 */
@Injectable()
export class CallerReader {
  private readonly caches: Readonly<Record<(typeof PLACES)[number], FreshCache<CallerIdentity>>>;

  constructor(
    private readonly cookie: SessionCookie,
    private readonly tokens: VerifiedTokens,
    private readonly identities: IdentityRepository,
    private readonly usage: ApiKeyUsage,
    private readonly sessions: SessionUsage,
    private readonly visits: StaffVisits,
    private readonly shares: RequestShares,
    feed: ChangeFeed,
    metrics: ServiceMetrics,
  ) {
    const options = { capacity: CAPACITY, now: monotonicMs, count: metrics.countHeld('caller') };
    const aCache = () => new FreshCache<CallerIdentity>(feed, options);
    this.caches = { 'x-api-key': aCache(), authorization: aCache(), cookie: aCache() };
  }

  /** The caller that is cached for these headers. */
  findCached(headers: IncomingHttpHeaders): CallerIdentity | null {
    const place = placeOf(headers);
    return place === null ? null : this.caches[place].find(headers[place] as string);
  }

  /**
   * The caller that the authentication guard would let in. Null when the guard has to decide: no credential, one that
   * does not hold, or a token that it has not verified yet.
   */
  async recognize(headers: IncomingHttpHeaders): Promise<CallerIdentity | null> {
    const place = cachedPlaceOf(headers);
    if (place === null) return null;
    return this.caches[place].read(headers[place] as string, async () => {
      const askedAt = monotonicMs();
      const resolved = await this.resolve(headers);
      if (resolved) this.shares.learn(headers, resolved.identity.orgId);
      return (
        resolved && {
          value: resolved.identity,
          tags: resolved.tags,
          until: askedAt + (resolved.validForMs ?? Infinity),
        }
      );
    });
  }

  /** The caller of a request whose token, if it has one, is verified: cached for reads, else looked up. */
  async identify(request: IncomingMessage): Promise<CallerIdentity | null> {
    const { headers } = request;
    if (isRead(request) && cachedPlaceOf(headers) !== null) return this.recognize(headers);
    return (await this.resolve(headers))?.identity ?? null;
  }

  /** To be called for each request of such a caller that is let in. */
  countUse(caller: CallerIdentity & Partial<RequestOrigin>): void {
    this.usage.count(caller);
    this.sessions.count(caller);
    if (caller.isVisitor) this.visits.note(caller, caller.orgId, caller);
  }

  private async resolve(headers: IncomingHttpHeaders): Promise<ResolvedCredential | null> {
    const sent = readCredential(headers, this.cookie.read(headers));
    if (sent === null) return null;
    if (sent.kind === 'api_key') return resolveApiKey(sent.key, this.identities);
    const claims = this.tokens.findClaims(sent.token);
    return claims && resolveToken(claims, sent.via, this.identities);
  }
}

const placeOf = (headers: IncomingHttpHeaders) => PLACES.find((name) => headers[name] !== undefined) ?? null;

/** The place of the credential; null where there is none, or one that is too long to be cached. */
function cachedPlaceOf(headers: IncomingHttpHeaders) {
  const place = placeOf(headers);
  return place === null || headers[place]!.length > MAX_LENGTH ? null : place;
}

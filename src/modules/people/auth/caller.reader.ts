import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { RequestShares } from '../../../platform/overload/request-shares.js';
import { isRead } from '../../../platform/request/is-read.js';
import type { RequestOrigin } from '../../../platform/request/request-context.js';
import type { CallerIdentity } from '../../../platform/tenancy/caller.js';
import { ApiKeyUsage } from './credentials/api-key-usage.js';
import { CachedCallers, monotonicMs, PLACES } from './credentials/cached-callers.js';
import { CredentialResolver } from './credentials/credential-resolver.js';
import { SessionUsage } from './credentials/session-usage.js';
import { StaffVisits } from './staff-visits.js';
/** Room for any credential of ours among a few cookies; what is longer is left to the guard. */
const MAX_LENGTH = 4_096;

/**
 * Callers by the header of their credential, cached for reads until something of them changes: for a hot route before the
 * guards, and for the guards. A credential that resolves to nobody is not cached.
 */
@Injectable()
export class CallerReader {
  constructor(
    private readonly credentials: CredentialResolver,
    private readonly cached: CachedCallers,
    private readonly usage: ApiKeyUsage,
    private readonly sessions: SessionUsage,
    private readonly visits: StaffVisits,
    private readonly shares: RequestShares,
  ) {}

  /** The caller that is cached for these headers. */
  findCached(headers: IncomingHttpHeaders): CallerIdentity | null {
    const place = placeOf(headers);
    return place === null ? null : this.cached.at[place].find(headers[place] as string);
  }

  /**
   * The caller that the authentication guard would let in. Null when the guard has to decide: no credential, one that
   * does not hold, or a token that it has not verified yet.
   */
  async recognize(headers: IncomingHttpHeaders): Promise<CallerIdentity | null> {
    const place = cachedPlaceOf(headers);
    if (place === null) return null;
    return this.cached.at[place].read(headers[place] as string, async () => {
      const askedAt = monotonicMs();
      const resolved = await this.credentials.resolve(headers);
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
    return (await this.credentials.resolve(headers))?.identity ?? null;
  }

  /** To be called for each request of such a caller that is let in. */
  countUse(caller: CallerIdentity & Partial<RequestOrigin>): void {
    this.usage.count(caller);
    this.sessions.count(caller);
    if (caller.isVisitor) this.visits.note(caller, caller.orgId, caller);
  }
}

const placeOf = (headers: IncomingHttpHeaders) => PLACES.find((name) => headers[name] !== undefined) ?? null;

/** The place of the credential; null where there is none, or one that is too long to be cached. */
function cachedPlaceOf(headers: IncomingHttpHeaders) {
  const place = placeOf(headers);
  return place === null || headers[place]!.length > MAX_LENGTH ? null : place;
}

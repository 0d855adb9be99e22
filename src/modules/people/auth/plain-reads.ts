import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { acceptedEncoding, MAX_PLAIN_BYTES } from '../../../platform/http/content-encoding.js';
import { isPlainGet } from '../../../platform/http/plain-get.js';
import { type PlainReadRoute, PlainReadRoutes } from '../../../platform/http/plain-read-routes.js';
import { noteFacts } from '../../../platform/observability/request-facts.js';
import { RequestShares } from '../../../platform/overload/request-shares.js';
import { budgetOf, credentialOf } from '../../../platform/rate-limit/budget-owner.js';
import { type Charge, RateLimiter } from '../../../platform/rate-limit/rate-limiter.js';
import type { JsonText } from '../../../platform/request/raw-response.js';
import { clientRequestIdOf, requestIdOf, type RequestOrigin } from '../../../platform/request/request-context.js';
import type { Doorkeeper, ServerContext } from '../../../platform/request/server-context.js';
import { refuseAccess } from '../../../platform/tenancy/access.guard.js';
import type { CallerIdentity } from '../../../platform/tenancy/caller.js';
import { hidePeople } from '../../../platform/tenancy/hide-people.js';
import { runWithin } from '../../../platform/tenancy/repo-bound.js';
import { CallerReader } from './caller.reader.js';

/** A request for one object, by somebody who may read such objects. */
interface Wanted {
  readonly route: PlainReadRoute;
  readonly id: number;
  readonly caller: CallerIdentity;
  readonly origin: RequestOrigin;
}

/** An object as it is sent, and the request's charge. */
interface Answer {
  readonly text: JsonText;
  readonly charge: Charge | null;
}

/**
 * Serves plain GETs of one object by its id before Express: by whom a credential recognizes, who may read it and has budget
 * left, where the object is there and its answer needs no compression. Anything else falls through to the normal route, so
 * it adds no rules of its own: it calls the guards' functions and the controller, by what their decorators say
 * (docs/adr/door.md#plain-reads-before-express).
 */
@Injectable()
export class PlainReads implements Doorkeeper {
  private routes: PlainReadRoutes | undefined;

  constructor(
    private readonly modules: ModulesContainer,
    private readonly callers: CallerReader,
    private readonly limiter: RateLimiter,
    private readonly shares: RequestShares,
  ) {}

  /** A listener that answers plain reads. */
  before(context: ServerContext): RequestListener {
    const routes = (this.routes ??= new PlainReadRoutes(this.modules));
    return (request, response) => {
      const found = isPlainGet(request) ? routes.find(request.url ?? '') : null;
      if (found === null) context.next(request, response);
      else void this.answer(found, request, response, context);
    };
  }

  private async answer(
    { route, id }: Pick<Wanted, 'route' | 'id'>,
    request: IncomingMessage,
    response: ServerResponse,
    context: ServerContext,
  ): Promise<void> {
    const caller = await this.recognize(route, request).catch(() => null);
    const origin: RequestOrigin = {
      address: context.addressOf(request) ?? null,
      requestId: requestIdOf(request),
      clientRequestId: clientRequestIdOf(request.headers),
    };
    const wanted = caller && { route, id, caller, origin };
    const answer = wanted && (await this.read(wanted, request).catch(() => null));
    if (!answer) {
      context.next(request, response);
      return;
    }
    this.callers.countUse({ ...wanted.caller, ...origin });
    noteFacts(request, { route: route.pattern, caller: wanted.caller });
    context.raw.writeJson(response, answer.text, origin.requestId, headersOf(answer));
  }

  /** The caller where the route is open to it. */
  private async recognize({ access }: PlainReadRoute, { headers }: IncomingMessage): Promise<CallerIdentity | null> {
    const caller = this.callers.findCached(headers) ?? (await this.callers.recognize(headers));
    return caller && !refuseAccess(access, caller) ? caller : null;
  }

  private async read({ route, id, caller, origin }: Wanted, request: IncomingMessage): Promise<Answer | null> {
    const charge = await this.take(route, caller);
    if (charge?.isAdmitted === false) return null;
    if (charge) this.limiter.remember(request, charge);
    this.shares.learn(request.headers, caller.orgId);
    const read = await runWithin(caller.repoIds, () => route.read({ ...caller, ...origin }, id));
    const object = hidePeople(caller, read);
    const json = JSON.stringify(object);
    const length = Buffer.byteLength(json);
    if (length > MAX_PLAIN_BYTES && acceptedEncoding(request.headers) !== 'identity') return null;
    return { text: { json, byteLength: String(length) }, charge };
  }

  private async take(
    { controller, handler, rateClass }: PlainReadRoute,
    caller: CallerIdentity,
  ): Promise<Charge | null> {
    return rateClass && this.limiter.take(rateClass, budgetOf(credentialOf(caller), controller, handler));
  }
}

const headersOf = ({ charge }: Answer): string[] => [
  ...(charge ? ['RateLimit-Policy', charge.policy, 'RateLimit', charge.state] : []),
  'Vary',
  'Accept-Encoding',
];

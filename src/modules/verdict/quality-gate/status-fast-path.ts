import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { ScanId } from '../../../domain/ids.js';
import { goneSignal } from '../../../platform/http/gone-signal.js';
import { isPlainGet } from '../../../platform/http/plain-get.js';
import { noteFacts } from '../../../platform/observability/request-facts.js';
import { budgetOf, credentialOf } from '../../../platform/rate-limit/budget-owner.js';
import { RATE_CLASS, type RateClass } from '../../../platform/rate-limit/rate-class.js';
import { type Charge, RateLimiter } from '../../../platform/rate-limit/rate-limiter.js';
import type { RawHeaders } from '../../../platform/request/raw-headers.js';
import { requestIdOf } from '../../../platform/request/request-context.js';
import type { Doorkeeper, ServerContext } from '../../../platform/request/server-context.js';
import { refuseAccess } from '../../../platform/tenancy/access.guard.js';
import { ACCESS, type Access } from '../../../platform/tenancy/access.js';
import type { CallerIdentity } from '../../../platform/tenancy/caller.js';
import { parseId } from '../../../platform/validation/id.pipe.js';
import { CallerReader } from '../../people/auth/caller.reader.js';
import { type CachedStatus, CachedStatuses } from './cached-statuses.js';
import { MAX_WAIT_SECONDS } from './dto/status-query.dto.js';
import { GateStatusController } from './gate-status.controller.js';
import { LongPolls } from './long-polls.js';

const PATH = '/api/quality/gates/status/';
const ROUTE = `${PATH}:scan_id`;
// eslint-disable-next-line @typescript-eslint/unbound-method -- its name and its decorators are read; it is not called
const HANDLER = GateStatusController.prototype.status;

/** Behind `PATH`: an id, and seconds to wait without a needless digit; 0 seconds are left to the normal route. */
const ID_AND_WAIT = /^(\d+)(?:\?wait=([1-9]\d?))?$/;

/** A plain request for a status. */
interface PlainRequest {
  readonly scanId: ScanId;
  /** Time to wait for the verdict. */
  readonly waitMs: number;
}

/** Caller and status of a request. */
interface Found {
  readonly caller: CallerIdentity;
  readonly status: CachedStatus;
}

/** A request within its caller's budget, and its answer. */
interface Admitted extends Found {
  readonly charge: Charge;
  readonly retryAfterSeconds: number | null;
  /** The status was answered from memory, as it was. */
  readonly isCached: boolean;
}

/**
 * Serves the common case of `GET /api/quality/gates/status/:scan_id`, with `?wait=` too, from cache, before Express.
 * Anything but a plain 200 falls through to the normal route, so it adds no rules of its own: it calls the guards'
 * functions, by what the controller's decorators say (docs/adr/door.md#a-fast-path-for-the-status).
 */
@Injectable()
export class StatusFastPath implements Doorkeeper {
  private readonly access: Access;
  private readonly rateClass: RateClass;

  constructor(
    private readonly callers: CallerReader,
    private readonly statuses: CachedStatuses,
    private readonly polls: LongPolls,
    private readonly limiter: RateLimiter,
    reflector: Reflector,
  ) {
    this.access = reflector.get<Access>(ACCESS, HANDLER);
    this.rateClass = reflector.get<RateClass>(RATE_CLASS, HANDLER);
  }

  /** A listener that takes the fast path where there is one. */
  before(context: ServerContext): RequestListener {
    return (request, response) => {
      const wanted = readPlainRequest(request);
      if (wanted === null) context.next(request, response);
      else void this.answer(wanted, request, response, context);
    };
  }

  private async answer(
    wanted: PlainRequest,
    request: IncomingMessage,
    response: ServerResponse,
    { next, raw, addressOf }: ServerContext,
  ): Promise<void> {
    const address = addressOf(request) ?? null;
    let admitted = await this.admit(wanted.scanId, request, address).catch(() => null);
    if (wanted.waitMs > 0 && admitted?.status.isPending)
      admitted = await this.waitForVerdict(admitted, wanted, response).catch(() => null);
    if (!admitted) {
      next(request, response);
      return;
    }
    noteFacts(request, { route: ROUTE, caller: admitted.caller, isCached: admitted.isCached });
    raw.writeJson(response, admitted.status, requestIdOf(request), headersOf(admitted));
  }

  /** The status, and the request taken from its caller's budget; null where the normal route has to answer. */
  private async admit(scanId: ScanId, request: IncomingMessage, address: string | null): Promise<Admitted | null> {
    const cached = this.findCached(scanId, request);
    const found = cached ?? (await this.findStatus(scanId, request));
    if (!found) return null;
    const charge = await this.limiter.take(this.rateClass, budgetOfRoute(found.caller));
    if (!charge.isAdmitted) return null;
    this.callers.countUse({ ...found.caller, address });
    return { ...found, charge, retryAfterSeconds: null, isCached: cached !== null };
  }

  private async waitForVerdict(
    admitted: Admitted,
    { scanId, waitMs }: PlainRequest,
    response: ServerResponse,
  ): Promise<Admitted | null> {
    const { status, retryAfterSeconds } = await this.polls.waitForVerdict(
      admitted.caller,
      scanId,
      waitMs,
      goneSignal(response),
    );
    return status && { ...admitted, status, retryAfterSeconds, isCached: false };
  }

  private findCached(scanId: ScanId, { headers }: IncomingMessage): Found | null {
    const caller = this.callers.findCached(headers);
    if (!caller || refuseAccess(this.access, caller)) return null;
    const status = this.statuses.findCached(caller, scanId);
    return status && { caller, status };
  }

  private async findStatus(scanId: ScanId, { headers }: IncomingMessage): Promise<Found | null> {
    const caller = await this.callers.recognize(headers);
    if (!caller || refuseAccess(this.access, caller)) return null;
    const status = await this.polls.look(caller, scanId);
    return status && { caller, status };
  }
}

const budgetOfRoute = (caller: CallerIdentity): string => budgetOf(credentialOf(caller), GateStatusController, HANDLER);

const headersOf = ({ charge, retryAfterSeconds }: Admitted): RawHeaders => {
  const budget = ['RateLimit-Policy', charge.policy, 'RateLimit', charge.state];
  return retryAfterSeconds === null ? budget : [...budget, 'Retry-After', String(retryAfterSeconds)];
};

/** A plain request for a status within the caller's own organization; null for any other. */
function readPlainRequest(request: IncomingMessage): PlainRequest | null {
  const { url } = request;
  if (!url?.startsWith(PATH) || !isPlainGet(request)) return null;
  const [, id, wait = '0'] = ID_AND_WAIT.exec(url.slice(PATH.length)) ?? [];
  const scanId = id === undefined ? null : (parseId(id) as ScanId | null);
  return scanId === null || Number(wait) > MAX_WAIT_SECONDS ? null : { scanId, waitMs: Number(wait) * 1000 };
}

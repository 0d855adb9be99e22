import type { IncomingMessage, RequestListener } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { ScanId } from '../../domain/ids.js';
import { requestIdOf } from '../../platform/http/request-context.js';
import type { Doorkeeper, ServerContext } from '../../platform/http/server-context.js';
import { budgetOf, credentialOf } from '../../platform/rate-limit/budget-owner.js';
import { RATE_CLASS, type RateClass } from '../../platform/rate-limit/rate-class.js';
import { type Charge, RateLimiter } from '../../platform/rate-limit/rate-limiter.js';
import { refuseAccess } from '../../platform/tenancy/access.guard.js';
import { ACCESS, type Access } from '../../platform/tenancy/access.js';
import type { CallerIdentity } from '../../platform/tenancy/caller.js';
import { parseId } from '../../platform/validation/id.pipe.js';
import { CallerReader } from '../auth/caller.reader.js';
import { type CachedStatus, CachedStatuses } from './cached-statuses.js';
import { GateStatusController } from './gate-status.controller.js';

const PATH = '/api/quality/gates/status/';
const ROUTE = `${PATH}:scan_id`;
// eslint-disable-next-line @typescript-eslint/unbound-method -- its name and its decorators are read; it is not called
const HANDLER = GateStatusController.prototype.status;

/** Headers that make more of a GET than the plain request. */
const UNUSUAL_HEADERS = ['x-org-id', 'if-none-match', 'if-modified-since', 'content-length', 'transfer-encoding'];

/** Caller and status of a request. */
interface Found {
  readonly caller: CallerIdentity;
  readonly status: CachedStatus;
}

/**
 * Serves the common case of `GET /api/quality/gates/status/:scan_id` from cache, before Express. Anything but a plain 200
 * falls through to the normal route, so it adds no rules of its own: it calls the guards' functions, by what the
 * controller's decorators say (ADR 111).
 */
@Injectable()
export class StatusFastPath implements Doorkeeper {
  private readonly access: Access;
  private readonly rateClass: RateClass;

  constructor(
    private readonly callers: CallerReader,
    private readonly statuses: CachedStatuses,
    private readonly limiter: RateLimiter,
    reflector: Reflector,
  ) {
    this.access = reflector.get<Access>(ACCESS, HANDLER);
    this.rateClass = reflector.get<RateClass>(RATE_CLASS, HANDLER);
  }

  /** A listener that takes the fast path where there is one. */
  before(context: ServerContext): RequestListener {
    return (request, response) => {
      const scanId = plainScanIdOf(request);
      if (scanId === null) context.next(request, response);
      else void this.answer(scanId, request, response, context);
    };
  }

  private async answer(
    scanId: ScanId,
    request: IncomingMessage,
    response: Parameters<RequestListener>[1],
    { next, raw, meter }: ServerContext,
  ): Promise<void> {
    const stop = meter.startRequest('GET');
    const admitted = await this.admit(scanId, request).catch(() => null);
    if (!admitted) {
      next(request, response);
      return;
    }
    const { status, charge } = admitted;
    const budget = ['RateLimit-Policy', charge.policy, 'RateLimit', charge.state];
    raw.writeJson(response, status, requestIdOf(request.headers), budget);
    stop(ROUTE, 200);
  }

  /** The status, and the request taken from its caller's budget; null where the normal route has to answer. */
  private async admit(
    scanId: ScanId,
    request: IncomingMessage,
  ): Promise<{ status: CachedStatus; charge: Charge } | null> {
    const found = this.findCached(scanId, request) ?? (await this.findStatus(scanId, request));
    if (!found) return null;
    const charge = await this.limiter.take(this.rateClass, budgetOfRoute(found.caller));
    if (!charge.isAdmitted) return null;
    this.callers.countUse(found.caller);
    return { status: found.status, charge };
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
    const status = await this.statuses.findStatus(caller, scanId);
    return status && { caller, status };
  }
}

const budgetOfRoute = (caller: CallerIdentity): string => budgetOf(credentialOf(caller), GateStatusController, HANDLER);

/** The scan of a plain status request within the caller's own organization; null for any other request. */
function plainScanIdOf({ method, url, headers }: IncomingMessage): ScanId | null {
  if (method !== 'GET' || !url?.startsWith(PATH) || UNUSUAL_HEADERS.some((name) => name in headers)) return null;
  return parseId(url.slice(PATH.length)) as ScanId | null;
}

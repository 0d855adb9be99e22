import type { IncomingMessage, RequestListener } from 'node:http';
import { Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { ScanId } from '../../domain/ids.js';
import type { ServerContext } from '../../platform/http/server-context.js';
import { requestIdOf } from '../../platform/http/request-context.js';
import { RATE_CLASS, type RateClass } from '../../platform/rate-limit/rate-class.js';
import { budgetOf, credentialOf } from '../../platform/rate-limit/rate-limit.guard.js';
import { type Charge, RateLimiter } from '../../platform/rate-limit/rate-limiter.js';
import { refuseAccess } from '../../platform/tenancy/access.guard.js';
import { ACCESS, type Access } from '../../platform/tenancy/access.js';
import type { CallerIdentity } from '../../platform/tenancy/caller.js';
import { parseId } from '../../platform/validation/id.pipe.js';
import { CallerReader } from '../auth/caller.reader.js';
import { GateStatusController } from './gate-status.controller.js';
import { type CachedStatus, CachedStatuses } from './cached-statuses.js';

const PATH = '/api/quality/gates/status/';
const ROUTE = `${PATH}:scan_id`;
// eslint-disable-next-line @typescript-eslint/unbound-method -- its name and its decorators are read; it is not called
const HANDLER = GateStatusController.prototype.status;

/** What can make more of a GET than the plain question. */
const UNUSUAL_HEADERS = ['x-org-id', 'if-none-match', 'if-modified-since', 'content-length', 'transfer-encoding'];

/** What answers a request. */
interface Found {
  readonly caller: CallerIdentity;
  readonly status: CachedStatus;
}

/**
 * The short way to a status, before the framework sees the request: for the plain question that CI repeats, what guards,
 * pipes and controller would answer with 200, from memory where it is held. It has no rule of its own: it asks the
 * functions that the guards ask, by what the controller's decorators say. Whatever does not come to a plain 200 goes the
 * ordinary way and is answered there (ADR 0111).
 */
@Injectable()
export class StatusFastPath {
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

  /** The listener of a server that takes the short way where there is one. */
  before(around: ServerContext): RequestListener {
    return (request, response) => {
      const scanId = plainScanIdOf(request);
      if (scanId === null) around.ordinary(request, response);
      else void this.answer(scanId, request, response, around);
    };
  }

  private async answer(
    scanId: ScanId,
    request: IncomingMessage,
    response: Parameters<RequestListener>[1],
    around: ServerContext,
  ): Promise<void> {
    const stop = around.meter.startRequest('GET');
    const admitted = await this.admit(scanId, request).catch(() => null);
    if (!admitted) {
      around.ordinary(request, response);
      return;
    }
    const { status, charge } = admitted;
    response.writeHead(200, [
      ...around.headers,
      'X-Request-Id',
      requestIdOf(request.headers),
      'RateLimit-Policy',
      charge.policy,
      'RateLimit',
      charge.state,
      'Content-Type',
      'application/json; charset=utf-8',
      'Content-Length',
      status.byteLength,
    ]);
    response.end(status.json);
    stop(ROUTE, 200);
  }

  /** The status, and the request taken from its caller's budget; null where the ordinary way has to answer. */
  private async admit(
    scanId: ScanId,
    request: IncomingMessage,
  ): Promise<{ status: CachedStatus; charge: Charge } | null> {
    const found = this.recall(scanId, request) ?? (await this.find(scanId, request));
    if (!found) return null;
    const charge = await this.limiter.take(this.rateClass, budgetOfRoute(found.caller));
    if (!charge.isAdmitted) return null;
    this.callers.countUse(found.caller);
    return { status: found.status, charge };
  }

  private recall(scanId: ScanId, { headers }: IncomingMessage): Found | null {
    const caller = this.callers.recall(headers);
    if (!caller || refuseAccess(this.access, caller)) return null;
    const status = this.statuses.recall(caller, scanId);
    return status && { caller, status };
  }

  private async find(scanId: ScanId, { headers }: IncomingMessage): Promise<Found | null> {
    const caller = await this.callers.recognize(headers);
    if (!caller || refuseAccess(this.access, caller)) return null;
    const status = await this.statuses.find(caller, scanId);
    return status && { caller, status };
  }
}

const budgetOfRoute = (caller: CallerIdentity): string => budgetOf(credentialOf(caller), GateStatusController, HANDLER);

/** The scan of a request that asks just for its status, within the caller's own organization; null for any other. */
function plainScanIdOf({ method, url, headers }: IncomingMessage): ScanId | null {
  if (method !== 'GET' || !url?.startsWith(PATH) || UNUSUAL_HEADERS.some((name) => name in headers)) return null;
  return parseId(url.slice(PATH.length)) as ScanId | null;
}

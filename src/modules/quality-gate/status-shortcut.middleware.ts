import { Injectable, type NestMiddleware } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { NextFunction, Response } from 'express';
import type { ScanId } from '../../domain/ids.js';
import type { RateClass } from '../../platform/rate-limit/rate-class.js';
import { RATE_CLASS } from '../../platform/rate-limit/rate-class.js';
import { budgetOf, credentialOf } from '../../platform/rate-limit/rate-limit.guard.js';
import { RateLimiter } from '../../platform/rate-limit/rate-limiter.js';
import { ACCESS, type Access } from '../../platform/tenancy/access.js';
import { refuseAccess } from '../../platform/tenancy/access.guard.js';
import type { AuthenticatedRequest } from '../../platform/tenancy/authenticated-request.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { parseId } from '../../platform/validation/id.pipe.js';
import { CallerReader } from '../auth/caller.reader.js';
import { GateStatusController } from './gate-status.controller.js';
import { HeldStatuses } from './held-statuses.js';

const PATH = '/api/quality/gates/status/';
// eslint-disable-next-line @typescript-eslint/unbound-method -- its name and its decorators are read; it is not called
const ROUTE = GateStatusController.prototype.status;

/** What was found for a request that is answered here. */
interface Found {
  readonly caller: Caller;
  readonly body: string;
}

/**
 * The short way to a status, for the plain request that CI repeats: what guards, pipes and controller would answer with
 * 200, from memory where it is held. It has no rule of its own: it asks the functions that the guards ask, by what the
 * controller's decorators say. Whatever is not a plain 200 goes the ordinary way and is answered there (ADR 0111).
 */
@Injectable()
export class StatusShortcut implements NestMiddleware {
  private readonly access: Access;
  private readonly rateClass: RateClass;

  constructor(
    private readonly callers: CallerReader,
    private readonly statuses: HeldStatuses,
    private readonly limiter: RateLimiter,
    reflector: Reflector,
  ) {
    this.access = reflector.get<Access>(ACCESS, ROUTE);
    this.rateClass = reflector.get<RateClass>(RATE_CLASS, ROUTE);
  }

  async use(request: AuthenticatedRequest, response: Response, next: NextFunction): Promise<void> {
    const found = await this.find(request).catch(() => null);
    if (!found) {
      next();
      return;
    }
    const budget = budgetOf(credentialOf(found.caller), GateStatusController, ROUTE);
    await this.limiter.charge(this.rateClass, budget, response);
    this.callers.countUse(found.caller);
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.send(found.body);
  }

  /** Null for what is not to be answered here. */
  private async find(request: AuthenticatedRequest): Promise<Found | null> {
    const scanId = plainScanIdOf(request);
    if (scanId === null) return null;
    const caller = await this.callers.recognize(request);
    if (!caller || refuseAccess(this.access, caller)) return null;
    const body = await this.statuses.find(caller.orgId, scanId);
    return body === null ? null : { caller, body };
  }
}

/** The scan of a request without a query, for the caller's own organization; null for any other. */
function plainScanIdOf({ method, originalUrl, headers }: AuthenticatedRequest): ScanId | null {
  if (method !== 'GET' || !originalUrl.startsWith(PATH) || headers['x-org-id'] !== undefined) return null;
  return parseId(originalUrl.slice(PATH.length)) as ScanId | null;
}

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { DatabaseCheck } from '../database/database-check.js';
import { AppError } from '../errors/app-error.js';
import { requestIdOf } from '../http/request-context.js';
import type { Doorkeeper, ServerContext } from '../http/server-context.js';

/** Requests that may wait to be started, which costs little memory; one more is turned away. */
const MAX_WAITING = 1_000;
/** A request waits no longer; as long as the pool lets one wait for a connection. */
const MAX_WAIT_MS = 5_000;
/** Time between two looks for a free connection. */
const LOOK_AGAIN_MS = 2;
/** Paths by which operators watch the service; they have to answer when nothing else does. */
const ALWAYS_ADMITTED = ['/api/health', '/metrics'];

const TOO_MUCH = new AppError('unavailable', 'More is requested than the service can do. Try again shortly.', {
  retryAfterSeconds: 1,
});

/** A request that is not started yet. */
interface Waiting {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly sinceMs: number;
}

/**
 * Starts one request per event-loop turn, and only while the pool has a free connection. Starting more would not finish
 * any sooner, and would delay responses served from memory. A request that finds the queue full, or waits too long in
 * it, is answered 503.
 */
@Injectable()
export class AdmissionQueue implements Doorkeeper {
  private readonly waiting: Waiting[] = [];
  private isLooking = false;

  constructor(private readonly database: DatabaseCheck) {}

  /** A listener that admits requests one at a time. */
  before(context: ServerContext): RequestListener {
    return (request, response) => {
      if (ALWAYS_ADMITTED.some((path) => request.url?.startsWith(path))) context.next(request, response);
      else if (this.waiting.length >= MAX_WAITING) turnAway(request, response, context);
      else {
        this.waiting.push({ request, response, sinceMs: performance.now() });
        if (!this.isLooking) this.look(context);
      }
    };
  }

  private look(context: ServerContext): void {
    this.isLooking = this.waiting.length > 0;
    if (!this.isLooking) return;
    const isFree = this.database.hasRoom();
    const again = () => {
      if (isFree) this.start(this.waiting.shift()!, context);
      this.turnAwayLate(context);
      this.look(context);
    };
    if (isFree) setImmediate(again);
    else setTimeout(again, LOOK_AGAIN_MS);
  }

  private start({ request, response }: Waiting, { next }: ServerContext): void {
    // A request whose client has gone is not started at all.
    if (!response.destroyed) next(request, response);
  }

  private turnAwayLate(context: ServerContext): void {
    const latestMs = performance.now() - MAX_WAIT_MS;
    while (this.waiting[0] && this.waiting[0].sinceMs < latestMs) {
      const { request, response } = this.waiting.shift()!;
      turnAway(request, response, context);
    }
  }
}

function turnAway(request: IncomingMessage, response: ServerResponse, { raw, meter }: ServerContext): void {
  const stop = meter.startRequest(request.method ?? '');
  const [path = ''] = (request.url ?? '').split('?', 1);
  raw.writeProblem(response, TOO_MUCH, { path, requestId: requestIdOf(request.headers) });
  stop('turned away', TOO_MUCH.status);
}

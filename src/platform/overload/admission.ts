import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { DatabaseCheck } from '../database/database-check.js';
import { AppError } from '../errors/app-error.js';
import { toProblem } from '../errors/problem.filter.js';
import { requestIdOf } from '../http/request-context.js';
import type { ServerSurroundings } from '../http/server-surroundings.js';

/** As many requests wait to be begun, which costs little memory; one more is turned away. */
const MAX_WAITING = 1_000;
/** None waits longer; as long as the pool lets one wait for a connection. */
const MAX_WAIT_MS = 5_000;
/** How soon it is looked again for a free connection. */
const LOOK_AGAIN_MS = 2;
/** What tells operators how the service is has to answer when nothing else does. */
const ALWAYS_ADMITTED = ['/api/health', '/metrics'];

const TOO_MUCH = new AppError('unavailable', 'More is asked of the service than it can do. Try again shortly.', {
  retryAfterSeconds: 1,
});

/** A request that is not begun yet. */
interface Waiting {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly sinceMs: number;
}

/**
 * Begins requests one at a time, each in a turn of its own of the event loop, while the database has a connection free:
 * more of them at once would make none of them faster, and what is answered from memory would wait for all of them. Too
 * many, or too long a wait, is answered 503 at once.
 */
@Injectable()
export class Admission {
  private readonly waiting: Waiting[] = [];
  private isLooking = false;

  constructor(private readonly database: DatabaseCheck) {}

  /** The listener of a server that admits requests one at a time. */
  before(behind: ServerSurroundings): RequestListener {
    return (request, response) => {
      if (ALWAYS_ADMITTED.some((path) => request.url?.startsWith(path))) behind.ordinary(request, response);
      else if (this.waiting.length >= MAX_WAITING) turnAway(request, response, behind);
      else {
        this.waiting.push({ request, response, sinceMs: performance.now() });
        if (!this.isLooking) this.look(behind);
      }
    };
  }

  private look(behind: ServerSurroundings): void {
    this.isLooking = this.waiting.length > 0;
    if (!this.isLooking) return;
    const isFree = this.database.hasRoom();
    const again = () => {
      if (isFree) this.begin(this.waiting.shift()!, behind);
      this.turnAwayLate(behind);
      this.look(behind);
    };
    if (isFree) setImmediate(again);
    else setTimeout(again, LOOK_AGAIN_MS);
  }

  private begin({ request, response }: Waiting, { ordinary }: ServerSurroundings): void {
    // Whose client has gone is not begun at all.
    if (!response.destroyed) ordinary(request, response);
  }

  private turnAwayLate(behind: ServerSurroundings): void {
    const latestMs = performance.now() - MAX_WAIT_MS;
    while (this.waiting[0] && this.waiting[0].sinceMs < latestMs) {
      const { request, response } = this.waiting.shift()!;
      turnAway(request, response, behind);
    }
  }
}

function turnAway(request: IncomingMessage, response: ServerResponse, { headers, meter }: ServerSurroundings): void {
  const stop = meter.startRequest(request.method ?? '');
  const requestId = requestIdOf(request.headers);
  const [path = ''] = (request.url ?? '').split('?', 1);
  const body = JSON.stringify(toProblem(TOO_MUCH, { path, requestId }));
  response.writeHead(TOO_MUCH.status, [
    ...headers,
    ...['X-Request-Id', requestId, 'Retry-After', String(TOO_MUCH.extra.retryAfterSeconds)],
    ...['Content-Type', 'application/problem+json; charset=utf-8', 'Content-Length', String(Buffer.byteLength(body))],
  ]);
  response.end(body);
  stop('turned away', TOO_MUCH.status);
}

import { AsyncResource } from 'node:async_hooks';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { DatabaseCheck } from '../database/database-check.js';
import { AppError } from '../errors/app-error.js';
import { noteFacts } from '../observability/request-facts.js';
import { ServiceMetrics } from '../observability/service-metrics.js';
import { currentShare } from '../overload/share.js';
import { type Queued, ShareQueue } from '../overload/share-queue.js';
import { requestIdOf } from '../request/request-context.js';
import type { Doorkeeper, ServerContext } from '../request/server-context.js';

/** Requests that may wait to be started, which costs little memory; of more, one is turned away. */
const MAX_WAITING = 1_000;
/** A request waits no longer; as long as the pool lets one wait for a connection. */
const MAX_WAIT_MS = 5_000;
/** Time between two looks for a free connection. */
const LOOK_AGAIN_MS = 2;
/** Paths by which operators watch the service; they have to answer when nothing else does. */
export const PROBED_PATHS = ['/api/health', '/metrics'];
/** Documents, which are answered from memory. */
const DOCUMENT_PATHS = ['/api/docs', '/api/openapi.', '/docs/', '/llms.txt', '/schemas/'];
/** Neither waits for a connection of the database. */
const AHEAD = [...PROBED_PATHS, ...DOCUMENT_PATHS];

const TOO_MUCH = new AppError('unavailable', 'The service is overloaded. Try again shortly.', {
  retryAfterSeconds: 1,
});

/** A request that is not started yet. */
interface Waiting extends Queued {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly sinceMs: number;
  /** Passes it on in the context in which it came: its share, its span. */
  readonly start: () => void;
}

/**
 * Starts one request per event-loop turn, round robin by share, and only while the pool has a connection for it.
 * Starting more would not finish any sooner, and would delay responses served from memory. Where too many wait, the
 * newest of the share with the most is answered 503, and so is what waits too long. Probes and documents have a queue of their
 * own: one of them starts in each turn, whatever else waits.
 */
@Injectable()
export class AdmissionQueue implements Doorkeeper {
  private readonly requests = new ShareQueue<Waiting>();
  private readonly ahead = new ShareQueue<Waiting>();
  private isLooking = false;

  constructor(
    private readonly database: DatabaseCheck,
    private readonly metrics: ServiceMetrics,
  ) {}

  /** Number of requests that wait to be started. */
  get waiting(): number {
    return this.requests.size + this.ahead.size;
  }

  /** A listener that admits requests one at a time. */
  before(context: ServerContext): RequestListener {
    return (request, response) => {
      const start = AsyncResource.bind(() => context.next(request, response));
      const queue = AHEAD.some((path) => request.url?.startsWith(path)) ? this.ahead : this.requests;
      queue.add({ share: currentShare(), request, response, sinceMs: performance.now(), start });
      if (queue.size > MAX_WAITING) {
        this.metrics.countTurnedAway('queue_full');
        turnAway(queue.dropNewest()!, context);
      }
      if (!this.isLooking) this.look(context);
    };
  }

  private look(context: ServerContext): void {
    this.isLooking = true;
    setImmediate(() => this.startNext(context));
  }

  private startNext(context: ServerContext): void {
    const next = [this.ahead.take(), this.requests.take(({ share }) => this.database.hasRoomFor(share))];
    // A request whose client has gone is not started at all.
    for (const waiting of next) if (waiting && !waiting.response.destroyed) waiting.start();
    this.turnAwayLate(context);
    if (this.waiting === 0) this.isLooking = false;
    else if (next.some(Boolean)) this.look(context);
    else setTimeout(() => this.startNext(context), LOOK_AGAIN_MS);
  }

  private turnAwayLate(context: ServerContext): void {
    const latestMs = performance.now() - MAX_WAIT_MS;
    for (const head of this.requests.heads().filter(({ sinceMs }) => sinceMs < latestMs)) {
      this.requests.remove(head);
      this.metrics.countTurnedAway('waited_too_long');
      turnAway(head, context);
    }
  }
}

function turnAway({ request, response }: Waiting, { raw }: ServerContext): void {
  noteFacts(request, { route: 'turned away' });
  const [path = ''] = (request.url ?? '').split('?', 1);
  raw.writeProblem(response, TOO_MUCH, { path, requestId: requestIdOf(request) });
}

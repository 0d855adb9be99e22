import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { DatabaseCheck } from '../database/database-check.js';
import { AppError } from '../errors/app-error.js';
import { requestIdOf } from '../http/request-context.js';
import type { Doorkeeper, ServerContext } from '../http/server-context.js';
import { currentShare, runInShare } from './share.js';
import { type Queued, ShareQueue } from './share-queue.js';

/** Requests that may wait to be started, which costs little memory; of more, one is turned away. */
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
interface Waiting extends Queued {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly sinceMs: number;
}

/**
 * Starts one request per event-loop turn, round robin by share, and only while the pool has a connection for it.
 * Starting more would not finish any sooner, and would delay responses served from memory. Where too many wait, the
 * newest of the share with the most is answered 503, and so is what waits too long.
 */
@Injectable()
export class AdmissionQueue implements Doorkeeper {
  private readonly waiting = new ShareQueue<Waiting>();
  private isLooking = false;

  constructor(private readonly database: DatabaseCheck) {}

  /** A listener that admits requests one at a time. */
  before(context: ServerContext): RequestListener {
    return (request, response) => {
      if (ALWAYS_ADMITTED.some((path) => request.url?.startsWith(path))) context.next(request, response);
      else {
        this.waiting.add({ share: currentShare(), request, response, sinceMs: performance.now() });
        if (this.waiting.size > MAX_WAITING) turnAway(this.waiting.dropNewest()!, context);
        if (!this.isLooking) this.look(context);
      }
    };
  }

  private look(context: ServerContext): void {
    this.isLooking = true;
    setImmediate(() => this.startNext(context));
  }

  private startNext(context: ServerContext): void {
    const next = this.waiting.take(({ share }) => this.database.hasRoomFor(share));
    if (next) this.start(next, context);
    this.turnAwayLate(context);
    if (this.waiting.size === 0) this.isLooking = false;
    else if (next) this.look(context);
    else setTimeout(() => this.startNext(context), LOOK_AGAIN_MS);
  }

  private start({ share, request, response }: Waiting, { next }: ServerContext): void {
    // A request whose client has gone is not started at all. The turn belongs to no request, so the share is set again.
    if (!response.destroyed) runInShare(share, () => next(request, response));
  }

  private turnAwayLate(context: ServerContext): void {
    const latestMs = performance.now() - MAX_WAIT_MS;
    for (const head of this.waiting.heads().filter(({ sinceMs }) => sinceMs < latestMs)) {
      this.waiting.remove(head);
      turnAway(head, context);
    }
  }
}

function turnAway({ request, response }: Waiting, { raw, meter }: ServerContext): void {
  const stop = meter.startRequest(request.method ?? '');
  const [path = ''] = (request.url ?? '').split('?', 1);
  raw.writeProblem(response, TOO_MUCH, { path, requestId: requestIdOf(request.headers) });
  stop('turned away', TOO_MUCH.status);
}

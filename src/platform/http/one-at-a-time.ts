import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Requests of a connection that may wait for the answer before them; a client that sends more is cut off. */
const MAX_WAITING = 16;

type Exchange = readonly [IncomingMessage, ServerResponse];

/** A connection's exchange that is under way, and those behind it. */
interface Turns {
  current: Exchange | undefined;
  readonly waiting: Exchange[];
}

/**
 * Starts a request once the answer before it on its connection has been sent. Node starts all that a client sends without
 * waiting for answers (pipelining), so that one connection could keep as much at work as hundreds.
 */
export class OneAtATime {
  private readonly connections = new WeakMap<Duplex, Turns>();

  constructor(private readonly listener: RequestListener) {}

  /** Takes a request; for the server's event `request`. */
  take(request: IncomingMessage, response: ServerResponse): void {
    const turns = this.turnsOn(request.socket);
    if (!turns.current) this.start([request, response], turns);
    else if (turns.waiting.length < MAX_WAITING) turns.waiting.push([request, response]);
    else request.socket.destroy();
  }

  /** True while an answer is under way on the connection: other bytes would be in its middle. */
  isAnswering(connection: Duplex): boolean {
    return this.connections.get(connection)?.current?.[1].headersSent ?? false;
  }

  private turnsOn(connection: Duplex): Turns {
    const known = this.connections.get(connection);
    if (known) return known;
    const turns: Turns = { current: undefined, waiting: [] };
    this.connections.set(connection, turns);
    return turns;
  }

  private start(exchange: Exchange, turns: Turns): void {
    turns.current = exchange;
    const [request, response] = exchange;
    response.once('close', () => {
      turns.current = undefined;
      const next = turns.waiting.shift();
      // A connection that ends takes no more answers, so that nothing more is done for it.
      if (next && request.socket.writable) this.start(next, turns);
    });
    this.listener(request, response);
  }
}

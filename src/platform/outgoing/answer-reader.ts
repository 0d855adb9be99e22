import type { Dispatcher } from 'undici';
import type { OutgoingError } from './outgoing-error.js';

/** An answer of any status but a redirect's. */
export interface OutgoingAnswer {
  readonly status: number;
  /** By their names in lower case; several of one name are joined. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** True where the body is longer, or broke off. */
  readonly isCut: boolean;
}

/** A request without an answer that counts. */
export interface OutgoingFailure {
  readonly error: OutgoingError;
  /** Of a redirect. */
  readonly status?: number;
}

type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/**
 * Reads the answer to one request up to a number of bytes. It takes the parts as the parser finds them: a stream for each answer
 * costs more processor time than the answer.
 */
export class AnswerReader implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | null = null;
  private status: number | null = null;
  private headers: Readonly<Record<string, string>> = {};
  private readonly pieces: Buffer[] = [];
  private length = 0;
  private hasEnded = false;

  /**
   * @param resolve hears of the answer once, or of the failure
   * @param reject hears of an error that brought no answer
   */
  constructor(
    private readonly maxBytes: number,
    private readonly resolve: (outcome: OutgoingAnswer | OutgoingFailure) => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  /** Ends the request early: a time-out, or an answer that is cut. */
  stop(): void {
    if (this.status === null) this.end({ error: 'timeout' });
    else this.endCut();
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.hasEnded) controller.abort(new Error('The request has ended.'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // the answer itself follows one of 1xx
    if (status < 200) return;
    if (status >= 300 && status < 400 && status !== 304) {
      this.end({ error: 'redirect', status });
      return;
    }
    this.status = status;
    this.headers = joinHeaders(headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.pieces.push(piece);
    this.length += piece.length;
    if (this.length > this.maxBytes) this.endCut();
  }

  onResponseEnd(): void {
    this.complete(false);
  }

  /** A body that breaks off is cut: its status has been answered. */
  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.status !== null) this.complete(true);
    else if (!this.hasEnded) {
      this.hasEnded = true;
      this.reject(error);
    }
  }

  private endCut(): void {
    this.complete(true);
    this.abort();
  }

  private complete(isCut: boolean): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const body = Buffer.concat(this.pieces).subarray(0, this.maxBytes);
    this.resolve({ status: this.status!, headers: this.headers, body, isCut });
  }

  private end(failure: OutgoingFailure): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.resolve(failure);
    this.abort();
  }

  private abort(): void {
    this.controller?.abort(new Error('The request has ended.'));
  }
}

const joinHeaders = (headers: Headers): Record<string, string> => {
  const joined: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    joined[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return joined;
};

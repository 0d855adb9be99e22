import { setTimeout as sleep } from 'node:timers/promises';
import { aPush, carryOn, type Push } from '../../service/support/push.js';
import { type ApiAnswer, ApiClient } from '../../support/api-client.js';
import { until } from './program.js';

/** Requests that got no answer, or 503: they are sent again. */
class Unavailable extends Error {}

const AGAIN_AFTER_MS = 100;
/** Findings and covered files of each push. */
const SIZE = { findings: 20, files: 10 };

/** Numbers of answers of some traffic. */
export interface Answers {
  readonly succeeded: number;
  /** 503, or none at all. */
  readonly unavailable: number;
  /** Every other answer that is no success: its status and text. */
  readonly failures: readonly string[];
}

/** Pushes and reads of several callers at once, one after the other each, until it is stopped. */
export class Traffic {
  readonly pushes: Push[] = [];
  private isOver = false;
  private readonly abandoned = new AbortController();
  private counts = { succeeded: 0, unavailable: 0, failures: [] as string[] };

  private readonly work: Promise<unknown>;

  /**
   * @param urls of the ways to the instances; requests take turns
   * @param headers with credentials
   */
  constructor(urls: readonly string[], headers: Readonly<Record<string, string>>, { writers = 3, readers = 1 } = {}) {
    const note = (status: number, text: string) => this.note(status, text);
    const client = new TrafficClient(urls, headers, note, this.abandoned.signal);
    this.work = Promise.all([
      ...Array.from({ length: writers }, (_, writer) => this.write(client, writer)),
      ...Array.from({ length: readers }, () => this.read(client)),
    ]);
  }

  /** Answers since the traffic began, or since this was called last. */
  takeAnswers(): Answers {
    const taken = this.counts;
    this.counts = { succeeded: 0, unavailable: 0, failures: [] };
    return taken;
  }

  /** Resolves once `pushes` more have been acknowledged whole; fails where one of them takes too long. */
  async more(pushes: number): Promise<void> {
    const before = this.pushes.length;
    for (let wanted = before + 1; wanted <= before + pushes; wanted += 1)
      await until('an acknowledged push', () => Promise.resolve(this.pushes.length >= wanted));
  }

  /** Ends every push that is under way. */
  async stop(): Promise<void> {
    this.isOver = true;
    await this.work;
  }

  /** Ends at once, for instances that may never answer. */
  async abandon(): Promise<void> {
    this.abandoned.abort();
    await this.stop();
  }

  private note(status: number, text: string): void {
    if (status === 0 || status === 503) this.counts.unavailable += 1;
    else if (status >= 300) this.counts.failures.push(`${status}: ${text.slice(0, 300)}`);
    else this.counts.succeeded += 1;
  }

  private async write(client: ApiClient, writer: number): Promise<void> {
    for (let number = 0; !this.isOver; number += 1) {
      const push = aPush(
        `acme/writer-${writer}`,
        number === 0 ? 'main' : `branch-${number}`,
        SIZE.findings,
        SIZE.files,
      );
      await this.again(() => carryOn(push, client));
      if (push.verdict === undefined) continue;
      this.pushes.push(push);
    }
  }

  private async read(client: ApiClient): Promise<void> {
    for (let turn = 0; !this.isOver; turn += 1) {
      const push = this.pushes[turn % Math.max(1, this.pushes.length)];
      const routes =
        push === undefined
          ? ['/overview']
          : ['/overview', `/quality/gates/status/${push.scanId}`, `/scans/${push.scanId}`];
      for (const route of routes) await this.again(() => client.get(route));
    }
  }

  private async again(step: () => Promise<unknown>): Promise<void> {
    for (;;)
      try {
        await step();
        return;
      } catch (error) {
        if (!(error instanceof Unavailable) || this.abandoned.signal.aborted) return;
        await sleep(AGAIN_AFTER_MS);
      }
  }
}

/** A client that reads answers of HAProxy as well, which fit no schema. */
class TrafficClient extends ApiClient {
  private turn = 0;

  constructor(
    private readonly roots: readonly string[],
    private readonly own: Readonly<Record<string, string>>,
    private readonly note: (status: number, text: string) => void,
    private readonly signal: AbortSignal,
  ) {
    super(roots[0]!, own);
  }

  override async send(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    const isForm = body instanceof FormData;
    try {
      const response = await fetch(`${this.roots[this.turn++ % this.roots.length]}/api${path}`, {
        method,
        signal: this.signal,
        headers: { ...this.own, ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
      });
      const { status, headers } = response;
      const text = await response.text();
      this.note(status, text);
      if (status === 503) throw new Unavailable();
      const isJson = (headers.get('content-type') ?? '').includes('json');
      return { status, headers, text, body: isJson && text ? JSON.parse(text) : text };
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      this.note(0, String(error));
      throw new Unavailable();
    }
  }
}

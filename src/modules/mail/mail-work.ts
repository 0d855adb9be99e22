import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { retryDelayMs } from '../../domain/reporting/retry-delay.js';
import { Clock } from '../../platform/clock.js';
import type { AppConfig } from '../../platform/config/app-config.js';
import { APP_CONFIG } from '../../platform/config/config-token.js';
import { LOGGER } from '../../platform/logging/logger.js';
import type { Work } from '../../platform/work/work-loop.js';
import { WorkLoops } from '../../platform/work/work-loops.js';
import { type ClaimedMail, MailRepository } from './mail.repository.js';
import { MailWriter } from './mail.writer.js';
import { MailTransport, type SendOutcome } from './mail-transport.js';

/** Connections to the server at once. */
const CONCURRENCY = 4;
/** Longer than the longest attempt. */
const LEASE_SECONDS = 120;
/** Longest pauses before the attempts that follow a failed one, in milliseconds; the last is repeated. */
const RETRIES_MS: readonly number[] = [2_000, 5_000, 15_000, 60_000, 300_000];

/** Result of an attempt: a mail whose attempt failed waits until `nextAt`. */
export interface MailResult {
  readonly mail: ClaimedMail;
  readonly outcome: 'sent' | 'failed' | 'refused' | 'given_up' | 'obsolete';
  readonly nextAt: Date | null;
}

/** Sends the mails that wait, where a mail server is configured. A mail is given up after the time that its source allows. */
@Injectable()
export class MailWork implements Work<ClaimedMail, MailResult>, OnApplicationBootstrap {
  readonly name = 'mails';
  readonly kind = 'mail';

  constructor(
    private readonly mails: MailRepository,
    private readonly writer: MailWriter,
    private readonly transport: MailTransport,
    private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'mail' | 'server'>,
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'warn' | 'error'>,
    loops: WorkLoops,
  ) {
    if (config.mail !== null) loops.register(this, CONCURRENCY);
  }

  onApplicationBootstrap(): void {
    if (this.config.mail !== null && this.config.server.publicUrl === null)
      this.logger.warn(`PUBLIC_URL is not set: links in mails lead to ${this.writer.pageAddress('/')}.`);
  }

  claim(atMost: number): Promise<ClaimedMail[]> {
    return this.mails.claim(atMost, LEASE_SECONDS, this.clock.now());
  }

  async perform(mail: ClaimedMail, signal: AbortSignal): Promise<MailResult> {
    const source = this.writer.sourceOf(mail.kind);
    if (!source || this.clock.now().getTime() >= mail.queuedAt.getTime() + source.lastsMs) {
      this.logger.error({ mail: describe(mail) }, 'A mail could not be sent in time; it is given up.');
      return { mail, outcome: 'given_up', nextAt: null };
    }
    const message = await source.compose(mail);
    if (message === null) return { mail, outcome: 'obsolete', nextAt: null };
    const sent = await this.transport.send(message, signal);
    if (sent.outcome !== 'failed') {
      if (sent.outcome === 'refused')
        this.logger.error({ mail: describe(mail), reason: sent.reason }, 'The mail server refused a mail for good.');
      return { mail, outcome: sent.outcome, nextAt: null };
    }
    return this.putOff(mail, sent);
  }

  outcomeOf({ outcome }: MailResult): string {
    return outcome;
  }

  async settle(results: readonly MailResult[]): Promise<void> {
    const settled = await Promise.allSettled(results.map((result) => this.settleOne(result)));
    for (const one of settled) if (one.status === 'rejected') throw one.reason;
  }

  /** An attempt that was cut short counts as one that failed. */
  async release(mails: readonly ClaimedMail[]): Promise<void> {
    for (const mail of mails) await this.mails.settle(mail, this.clock.now());
  }

  private async settleOne({ mail, outcome, nextAt }: MailResult): Promise<void> {
    if (nextAt === null) await this.writer.sourceOf(mail.kind)?.end?.(mail, outcome === 'sent' ? 'sent' : 'failed');
    await this.mails.settle(mail, nextAt);
  }

  private putOff(mail: ClaimedMail, { reason }: Exclude<SendOutcome, { outcome: 'sent' }>): MailResult {
    const pauseMs = retryDelayMs(Math.min(mail.attempts + 1, RETRIES_MS.length), Math.random(), RETRIES_MS)!;
    const nextAt = new Date(this.clock.now().getTime() + pauseMs);
    this.logger.warn({ mail: describe(mail), reason, nextAt }, 'A mail could not be sent; it will be tried again.');
    return { mail, outcome: 'failed', nextAt };
  }
}

const describe = ({ id, kind, attempts }: ClaimedMail) => ({ id, kind, attempts });

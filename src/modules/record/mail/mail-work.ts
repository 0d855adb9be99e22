import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { retryDelayMs } from '../../../domain/reporting/retry-delay.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import { Clock } from '../../../platform/time/clock.js';
import type { Outcome, QueuedWork } from '../../../platform/work/queued-work.js';
import { WorkLoops } from '../../../platform/work/work-loops.js';
import type { WorkItem } from '../../../platform/work/work-queue.js';
import { type MailPayload, MAILS, type QueuedMail } from './mail.repository.js';
import { MailWriter } from './mail.writer.js';
import { MailTransport, type SendOutcome } from './mail-transport.js';

/** Connections to the server at once. */
const CONCURRENCY = 4;
/** Longest pauses before the attempts that follow a failed one, in milliseconds; the last is repeated. */
const RETRIES_MS: readonly number[] = [2_000, 5_000, 15_000, 60_000, 300_000];

/** Sends the mails that wait, where a mail server is configured. A mail is given up after the time that its source allows. */
@Injectable()
export class MailWork implements QueuedWork<MailPayload>, OnApplicationBootstrap {
  readonly name = MAILS;
  readonly kind = 'mail';
  /** Longer than the longest attempt. */
  readonly leaseSeconds = 120;

  constructor(
    private readonly writer: MailWriter,
    private readonly transport: MailTransport,
    private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'mail' | 'server'>,
    @Inject(LOGGER) private readonly logger: Pick<Logger, 'warn' | 'error'>,
    loops: WorkLoops,
  ) {
    if (config.mail !== null) loops.registerQueued(this, CONCURRENCY);
  }

  onApplicationBootstrap(): void {
    if (this.config.mail !== null && this.config.server.publicUrl === null)
      this.logger.warn(`PUBLIC_URL is not set, so links in mails lead to ${this.writer.pageAddress('/')}.`);
  }

  async perform(item: WorkItem<MailPayload>, signal: AbortSignal): Promise<Outcome> {
    const mail = toMail(item);
    const outcome = await this.attempt(mail, signal);
    if (outcome.nextAt === null)
      await this.writer.sourceOf(mail.kind)?.end?.(mail, outcome.word === 'sent' ? 'sent' : 'failed');
    return outcome;
  }

  private async attempt(mail: QueuedMail, signal: AbortSignal): Promise<Outcome> {
    const source = this.writer.sourceOf(mail.kind);
    if (!source || this.clock.now().getTime() >= mail.queuedAt.getTime() + source.lastsMs) {
      this.logger.error({ mail: describe(mail) }, 'A mail could not be sent in time and is dropped.');
      return { word: 'given_up', nextAt: null };
    }
    const message = await source.compose(mail);
    if (message === null) return { word: 'obsolete', nextAt: null };
    const sent = await this.transport.send(message, signal);
    if (sent.outcome === 'failed') return this.putOff(mail, sent);
    if (sent.outcome === 'refused')
      this.logger.error({ mail: describe(mail), reason: sent.reason }, 'The mail server permanently rejected a mail.');
    return { word: sent.outcome, nextAt: null };
  }

  private putOff(mail: QueuedMail, { reason }: Exclude<SendOutcome, { outcome: 'sent' }>): Outcome {
    const pauseMs = retryDelayMs(Math.min(mail.attempts + 1, RETRIES_MS.length), Math.random(), RETRIES_MS)!;
    const nextAt = new Date(this.clock.now().getTime() + pauseMs);
    this.logger.warn({ mail: describe(mail), reason, nextAt }, 'A mail could not be sent; the service will try again.');
    return { word: 'failed', nextAt };
  }
}

const toMail = ({ orgId, id, queuedAt, attempts, payload }: WorkItem<MailPayload>): QueuedMail => ({
  id,
  kind: payload.kind,
  address: payload.address,
  orgId: orgId === 0 ? null : orgId,
  invitationId: payload.invitationId ?? null,
  queuedAt,
  attempts: attempts - 1,
  details: payload.details ?? null,
});

const describe = ({ id, kind, attempts }: QueuedMail) => ({ id, kind, attempts });

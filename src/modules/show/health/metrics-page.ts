import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { ConstantBody } from '../../../platform/http/constant-body.js';
import { addressOf, RateLimiter } from '../../../platform/rate-limit/rate-limiter.js';
import { Metrics } from './metrics.js';

/** Age at which the metrics are collected again. */
const MAX_AGE_MS = 1_000;
const BEARER = /^Bearer +(\S+) *$/i;

/** The metrics as they are served: collected at most once a second, for all who scrape, and for those alone who may. */
@Injectable()
export class MetricsPage {
  private page: Promise<ConstantBody> | undefined;
  private collectedAtMs = -Infinity;

  constructor(
    private readonly metrics: Metrics,
    private readonly limiter: RateLimiter,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * Answers a scrape.
   *
   * @param ip the client's address
   * @throws AppError `unauthenticated` without the token that the configuration asks for, `rate_limited` after many such
   */
  async send(request: IncomingMessage, ip: string | undefined, response: ServerResponse): Promise<void> {
    if (!this.isAdmitted(request)) {
      await this.limiter.charge('anonymous', addressOf({ ip }), response);
      throw new AppError('unauthenticated', 'Send METRICS_TOKEN as a bearer token.');
    }
    const page = await this.current();
    await page.send(request, response);
  }

  private isAdmitted({ headers: { authorization = '' } }: IncomingMessage): boolean {
    const { token } = this.config.metrics;
    return token === null || timingSafeEqual(digestOf(token), digestOf(BEARER.exec(authorization)?.[1] ?? ''));
  }

  private current(): Promise<ConstantBody> {
    const now = performance.now();
    if (!this.page || now - this.collectedAtMs >= MAX_AGE_MS) {
      this.collectedAtMs = now;
      this.page = this.collect();
    }
    return this.page;
  }

  private async collect(): Promise<ConstantBody> {
    try {
      return new ConstantBody(await this.metrics.text(), this.metrics.contentType);
    } catch (error) {
      this.page = undefined;
      throw error;
    }
  }
}

/** Of one length for all tokens, as a comparison in constant time needs. */
const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest();

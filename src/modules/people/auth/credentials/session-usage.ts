import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { AppConfig } from '../../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../../platform/config/config-token.js';
import { LOGGER } from '../../../../platform/logging/logger.js';
import type { CallerIdentity } from '../../../../platform/tenancy/caller.js';
import { IdentityRepository } from '../identity.repository.js';

/** A session is extended once in this part of the span after which it ends unused. */
const PART = 20;
const CAPACITY = 10_000;

/** Moves the idle end of sessions that are used: seldom, and beside the request. */
@Injectable()
export class SessionUsage {
  /** Times from which a session is to be extended again, the oldest first. */
  private readonly dueAt = new Map<string, number>();
  private readonly idleMs: number;

  constructor(
    private readonly identities: IdentityRepository,
    @Inject(APP_CONFIG) { sessions }: Pick<AppConfig, 'sessions'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.idleMs = sessions.idleMs;
  }

  /** One request more by the caller's session; other credentials have no idle end. */
  count({ credential }: CallerIdentity): void {
    if (!('sessionId' in credential) || !this.isDue(credential.sessionId)) return;
    this.identities.extendSession(credential.sessionId, this.idleMs).catch((err: unknown) => {
      this.dueAt.delete(credential.sessionId);
      this.logger.warn({ err }, 'A session could not be extended; its next request will try again.');
    });
  }

  /** To be called for a session that has just begun, or was extended by its refresh token. */
  noteExtended(sessionId: string): void {
    this.dueAt.delete(sessionId);
    this.dueAt.set(sessionId, performance.now() + this.idleMs / PART);
    if (this.dueAt.size > CAPACITY) this.dueAt.delete(this.dueAt.keys().next().value!);
  }

  private isDue(sessionId: string): boolean {
    if (performance.now() < (this.dueAt.get(sessionId) ?? 0)) return false;
    this.noteExtended(sessionId);
    return true;
  }
}

import { Injectable } from '@nestjs/common';
import { ServiceMetrics } from '../../../platform/observability/service-metrics.js';
import type { RequestOrigin } from '../../../platform/request/request-context.js';
import { Clock } from '../../../platform/time/clock.js';
import { MinuteSample } from '../../../platform/time/minute-sample.js';
import { SecurityEventsWriter } from '../../record/audit/security-events.writer.js';
import type { Membership, ReusedSession, SessionHolder, User } from './identity.repository.js';
import { StaffVisits } from './staff-visits.js';

/** Failed sign-ins of one address that are reported in a minute. */
const REPORTED_A_MINUTE = 10;
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,189}$/u;

/** Reports sign-ins, and refresh tokens that were used twice. */
@Injectable()
export class SignInEvents {
  private readonly failures: MinuteSample;

  constructor(
    private readonly events: SecurityEventsWriter,
    private readonly visits: StaffVisits,
    private readonly metrics: ServiceMetrics,
    clock: Clock,
  ) {
    this.failures = new MinuteSample(REPORTED_A_MINUTE, clock);
  }

  reportSuccess({ sessionId, user, org, role }: SessionHolder, origin: RequestOrigin): void {
    this.events.report(
      {
        action: 'auth.login_succeeded',
        actor: { type: 'user', id: user.id, name: user.email },
        target: { type: 'user', id: user.id },
        details: { session_id: sessionId },
        orgIds: [org.id],
      },
      origin,
    );
    if (role === null) this.visits.note({ userId: user.id, name: user.email }, org.id, origin);
  }

  /** A recovery code or a passkey stood for the second factor at the sign-in, or a passkey for all of it. */
  reportFactor(
    action: 'auth.recovery_code_used' | 'auth.passkey_used',
    { sessionId, user, org }: SessionHolder,
    origin: RequestOrigin,
  ): void {
    this.events.report(
      {
        action,
        actor: { type: 'user', id: user.id, name: user.email },
        target: { type: 'user', id: user.id },
        details: { session_id: sessionId },
        orgIds: [org.id],
      },
      origin,
    );
  }

  /**
   * Each organization of a known account sees the failure. What was entered as an unknown account may be a password: it is
   * logged only where it has the form of an address.
   */
  reportFailure(
    email: string,
    user: User | null,
    memberships: readonly Pick<Membership, 'id'>[],
    origin: RequestOrigin,
  ): void {
    if (!this.failures.takes(origin.address ?? '')) return;
    const account = user?.email ?? (EMAIL.test(email) ? email : null);
    this.events.report(
      {
        action: 'auth.login_failed',
        target: { type: 'user', id: user?.id ?? null },
        details: { account },
        orgIds: memberships.map(({ id }) => id),
      },
      origin,
    );
  }

  /** Counts credentials that are wrong. */
  countFailure(): void {
    this.metrics.signInFailures.inc();
  }

  reportReuse({ sessionId, orgId, userId, email }: ReusedSession, origin: RequestOrigin): void {
    this.events.report(
      {
        action: 'auth.refresh_reused',
        target: { type: 'user', id: userId },
        details: { account: email, session_id: sessionId },
        orgIds: [orgId],
      },
      origin,
    );
  }
}

import { Injectable } from '@nestjs/common';
import { AppError } from '../../../../platform/errors/app-error.js';
import { Clock } from '../../../../platform/time/clock.js';
import { SecurityEventsWriter } from '../../../record/audit/security-events.writer.js';
import type { ClientTraits } from '../client-traits.js';
import { IdentityBindings } from './identity-binding.repository.js';
import { OidcClient, ProviderAway } from './oidc-client.js';

/** Ends sessions as the identity provider says. */
@Injectable()
export class ProviderSignOut {
  constructor(
    private readonly client: OidcClient,
    private readonly bindings: IdentityBindings,
    private readonly events: SecurityEventsWriter,
    private readonly clock: Clock,
  ) {}

  /**
   * Ends the sessions that a provider's notice of a sign-out is about.
   *
   * @throws AppError `bad_request` for a notice that is not valid
   */
  async endSessions(logoutToken: string, client: ClientTraits): Promise<void> {
    requireProvider(this.client);
    const logout = await this.client.readLogout(logoutToken).catch(toUnavailable);
    const ended = logout && (await this.bindings.endSessions(logout, this.clock.now()));
    if (ended === null) throw new AppError('bad_request', 'The logout token is not valid or was received before.');
    for (const { sessionId, orgId, userId } of ended)
      this.events.report(
        {
          action: 'session.revoked',
          target: { type: 'user', id: userId },
          details: { session_id: sessionId, by: 'identity_provider' },
          orgIds: [orgId],
        },
        client,
      );
  }
}

export function toUnavailable(error: unknown): never {
  if (error instanceof ProviderAway)
    throw new AppError('unavailable', 'The identity provider cannot be reached at the moment.', {
      retryAfterSeconds: 5,
    });
  throw error;
}

/** @throws AppError not_found where no identity provider is set up */
export function requireProvider({ isConfigured }: Pick<OidcClient, 'isConfigured'>): void {
  if (!isConfigured) throw new AppError('not_found', 'Sign-in at an identity provider is not set up: set OIDC_ISSUER.');
}

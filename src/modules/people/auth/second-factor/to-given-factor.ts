import { type IdentifiedRequest, originOf } from '../../../../platform/request/request-context.js';
import type { RelyingParties } from '../passkeys/relying-party.js';
import type { SecondFactorDto } from './second-factor.dto.js';
import type { GivenFactor } from './second-factor-check.js';

/**
 * A second factor of a request; a passkey comes with the relying party that it has to be for.
 *
 * @throws AppError `not_found` for a passkey where the service does not know its address
 */
export const toGivenFactor = (
  dto: SecondFactorDto | null | undefined,
  request: IdentifiedRequest,
  parties: RelyingParties,
): GivenFactor => ({
  totp: dto?.totp ?? null,
  recovery_code: dto?.recovery_code ?? null,
  passkey: dto?.passkey ? { assertion: dto.passkey, party: parties.of(request), origin: originOf(request) } : null,
});

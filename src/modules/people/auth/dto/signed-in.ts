import { roleOf, type SignedIn } from '../session-opener.js';
import { type SignedInDto, toCurrentOrgDto, type TokensDto, toUserDto } from './identity.dto.js';

/** A session with its tokens, for programs. */
export function toTokensDto(signedIn: SignedIn): TokensDto {
  return {
    access_token: signedIn.accessToken,
    token_type: 'Bearer',
    expires_in: signedIn.accessSeconds,
    refresh_token: signedIn.refreshToken,
    ...toSignedInDto(signedIn),
  };
}

/** A session without its tokens, for pages. */
export const toSignedInDto = ({ holder }: SignedIn): SignedInDto => ({
  user: toUserDto(holder.user),
  org: toCurrentOrgDto(holder.org, roleOf(holder)),
  must_change_password: holder.mustChangePassword,
});

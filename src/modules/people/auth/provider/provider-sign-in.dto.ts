import { IsOptional, Length, Matches, ValidateBy } from 'class-validator';
import { QueryBoolean } from '../../../../platform/validation/query-fields.js';

const OWN = 'https://own.invalid';

/** A path of this service: a browser that resolves it stays here. */
const IsOwnPath = () =>
  ValidateBy({
    name: 'isOwnPath',
    validator: {
      validate: (value) =>
        typeof value === 'string' &&
        /^\/(?![/\\])[^\\\s]*$/.test(value) &&
        URL.canParse(value, OWN) &&
        new URL(value, OWN).origin === OWN,
      defaultMessage: () => 'must be a path of this service, such as /repos/7',
    },
  });

/** The identity provider at which people sign in. */
export class SignInProviderDto {
  /** Host of its issuer; null if none is set up. */
  host!: string | null;
}

/** Page to go to after a sign-in. */
export class NextPageDto {
  /** A path that begins with a single slash. Default: the start page. */
  @IsOptional()
  @IsOwnPath()
  @Length(1, 2000)
  next?: string | null;
}

/** Page and organization to go to after a sign-in. */
export class StartSignInDto extends NextPageDto {
  /** Slug of the organization to act in. Default: the organization of the person's oldest membership. */
  @IsOptional()
  @Matches(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/)
  org?: string | null;

  /**
   * True: the person must sign in again at the provider, even with a session there. For actions that require a recent
   * sign-in.
   */
  @IsOptional()
  @QueryBoolean()
  again?: boolean;
}

/** The address at the identity provider where binding an identity continues. */
export class LinkIdentityDto {
  /** For the browser that has the cookie of this response. */
  url!: string;
}

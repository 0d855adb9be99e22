/** Claims of an identity token. */
export type TokenPayload = Readonly<Record<string, unknown>>;

/** Words for the reasons why an identity token is refused. */
export type RefusalReason =
  | 'malformed'
  | 'algorithm'
  | 'keys_unreachable'
  | 'unknown_key'
  | 'signature'
  | 'expired'
  | 'too_old'
  | 'not_yet_valid'
  | 'audience'
  | 'no_public_url'
  | 'no_token_id'
  | 'unknown_publisher'
  | 'claims'
  | 'event'
  | 'replayed';

/** An identity token was refused. */
export class Refusal extends Error {
  constructor(
    readonly reason: RefusalReason,
    /** False where the token may be anybody's. */
    readonly isVerified: boolean,
    /** Demanded claims that the token does not have. */
    readonly claims: readonly string[] = [],
  ) {
    super(reason);
  }
}

/** Claims that a token states, which proves nothing; null for what is no token. */
export function readUnverified(token: string): (TokenPayload & { readonly iss: string }) | null {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return null;
    return 'iss' in payload && typeof payload.iss === 'string' ? { ...payload, iss: payload.iss } : null;
  } catch {
    return null;
  }
}

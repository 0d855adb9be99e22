export const FORGE_STATES = ['ok', 'needs_credentials', 'unreachable', 'rights_lost'] as const;
/**
 * `needs_credentials`: the forge refuses them, or none can be opened; `unreachable`: requests bring no answer; `rights_lost`: the person who
 * changed the connection last lost the right to.
 */
export type ForgeState = (typeof FORGE_STATES)[number];

/** Requests that a forge still allows, as stored. */
export interface ForgeBudget {
  readonly remaining: number;
  /** ISO 8601; null where the forge does not say. */
  readonly reset_at: string | null;
}

export const CREDENTIALS_TYPES = ['app', 'token', 'basic', 'oauth_client'] as const;
/** Kinds of credentials of a connection. */
export type CredentialsType = (typeof CREDENTIALS_TYPES)[number];

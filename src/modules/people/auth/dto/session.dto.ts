import type { OpenSession } from '../own-sessions.repository.js';

/** One of the caller's sessions. */
export class SessionDto {
  id!: string;
  org_id!: number;
  /**
   * Identity provider at which it began; null if it began with a password or a passkey.
   * @example "https://login.example.org"
   */
  issuer!: string | null;
  /** Network address of the sign-in. */
  address!: string | null;
  user_agent!: string | null;
  created_at!: string;
  expires_at!: string;
  /** True for the session of this request. */
  is_current!: boolean;
}

/** The caller's sessions, newest first. */
export class SessionListDto {
  sessions!: SessionDto[];
}

/** A session that was revoked. */
export class RevokedSessionDto {
  id!: string;
  revoked!: true;
  revoked_at!: string;
}

export const toSessionDto = (session: OpenSession, currentId: string): SessionDto => ({
  id: session.id,
  org_id: session.orgId,
  issuer: session.issuer,
  address: session.address,
  user_agent: session.userAgent,
  created_at: session.createdAt.toISOString(),
  expires_at: session.expiresAt.toISOString(),
  is_current: session.id === currentId,
});

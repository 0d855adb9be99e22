import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** An identity that a session manages. */
export interface OwnIdentity {
  readonly id: string;
  readonly issuer: string;
  readonly subject: string;
  readonly boundAt: Date;
  readonly lastUsedAt: Date | null;
  /** The session began by it. */
  readonly isCurrent: boolean;
}

/** Outcome of unbinding: `last` where the person could not sign in any more. */
export type Unbinding =
  | { readonly outcome: 'unbound'; readonly issuer: string }
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'last' };

/** Identities that a session manages, by functions of schema `auth`. */
@Injectable()
export class OwnIdentities {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** The oldest first. */
  list(sessionId: string): Promise<OwnIdentity[]> {
    return this.source.query(
      `SELECT id, issuer, subject, bound_at AS "boundAt", last_used_at AS "lastUsedAt", is_current AS "isCurrent"
       FROM auth.list_identities($1)`,
      [sessionId],
    );
  }

  /** Unbinds an identity, ends the sessions that began by it, and keeps its address from binding it again for a day. */
  async unbind(sessionId: string, id: string): Promise<Unbinding> {
    const [row] = await this.source.query<Unbinding[]>('SELECT outcome, issuer FROM auth.unbind_identity($1, $2)', [
      sessionId,
      id,
    ]);
    return row!;
  }
}

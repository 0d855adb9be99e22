import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { SealedText } from '../../../platform/secrets/sealed-text.js';
import { type Caller, emailOf } from '../../../platform/tenancy/caller.js';

/** Purpose for which the key of the digests of authors is derived. */
const PURPOSE = 'authors of changes';

/** Names of an author: an address, or the account at a forge. */
export type AuthorName = 'email' | 'login';

/** Keyed hashes of who wrote a change: a person is found among authors, and no author is read. */
@Injectable()
export class AuthorDigests {
  constructor(private readonly sealed: SealedText) {}

  /** The hash to store; null without an address or login. */
  digest(orgId: OrgId, kind: AuthorName, name: string | null | undefined): Buffer | null {
    return name == null ? null : this.digests(orgId, kind, name)[0]!;
  }

  /** Hashes of the address of a person, in hex digits; none of a key. Whether it is verified is for the reader's SQL to say. */
  ofCaller(caller: Caller): string[] {
    const email = emailOf(caller);
    return email === null ? [] : this.digests(caller.orgId, 'email', email).map((digest) => digest.toString('hex'));
  }

  /** The hashes under all keys of the installation, the newest first. */
  digests(orgId: OrgId, kind: AuthorName, name: string): Buffer[] {
    const text = `${orgId}/${kind}/${name.toLowerCase()}`;
    return this.sealed.deriveKeys(PURPOSE).map((key) => createHmac('sha256', key).update(text).digest());
  }
}

/**
 * SQL condition that scan `s` has an author of these digests, who is a person with a verified address.
 *
 * @param digests SQL of a list of texts
 * @param person SQL of the person's id
 */
export const isWrittenBy = (digests: string, person: string): string =>
  `encode(s.author_email_digest, 'hex') = ANY (${digests}) AND (SELECT auth.find_verified_email(${person})) IS NOT NULL`;

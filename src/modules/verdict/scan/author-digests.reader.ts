import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { authorName, ownerNamesOf } from '../../../domain/owners/owner-names.js';
import { SealedText } from '../../../platform/secrets/sealed-text.js';
import { type Caller, emailOf } from '../../../platform/tenancy/caller.js';

/** Purpose for which the key of the digests of authors is derived. */
const PURPOSE = 'authors of changes';

/** Names of an author: an address, or the account at a forge. */
export type AuthorName = 'email' | 'login';

/** Keyed hashes of who wrote a change: a person is found among authors, and no author is read. */
@Injectable()
export class AuthorDigests {
  private readonly keys: readonly Buffer[];

  constructor(sealed: SealedText) {
    this.keys = sealed.deriveKeys(PURPOSE);
  }

  /** The hash to store; null without an address or login. */
  digest(orgId: OrgId, kind: AuthorName, name: string | null | undefined): Buffer | null {
    return name == null ? null : digest(this.keys[0]!, orgId, kind, name);
  }

  /** Hashes of the address of a person, in hex digits; none of a key. Whether it is verified is for the reader's SQL to say. */
  ofCaller(caller: Caller): string[] {
    const email = emailOf(caller);
    return email === null ? [] : this.keys.map((key) => digest(key, caller.orgId, 'email', email).toString('hex'));
  }

  /** Hashes of all names by which an author may be a person: the address, and its handle as an account; none without an address. */
  ofPerson(orgId: OrgId, email: string | null): string[] {
    return this.keys.flatMap((key) =>
      ownerNamesOf(email).map((name) =>
        (name.startsWith('@')
          ? digest(key, orgId, 'login', name.slice(1))
          : digest(key, orgId, 'email', name)
        ).toString('hex'),
      ),
    );
  }
}

const digest = (key: Buffer, orgId: OrgId, kind: AuthorName, name: string): Buffer =>
  createHmac('sha256', key)
    .update(`${orgId}/${kind}/${authorName(name)}`)
    .digest();

/**
 * SQL condition that scan `s` has an author of these digests, who is a person with a verified address.
 *
 * @param digests SQL of a list of texts
 * @param person SQL of the person's id
 */
export const isWrittenBy = (digests: string, person: string): string =>
  `encode(s.author_email_digest, 'hex') = ANY (${digests}) AND (SELECT auth.find_verified_email(${person})) IS NOT NULL`;

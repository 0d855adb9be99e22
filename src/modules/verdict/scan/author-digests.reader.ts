import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { SealedText } from '../../../platform/secrets/sealed-text.js';

/** Purpose for which the key of the digests of authors is derived. */
const PURPOSE = 'authors of changes';

/** Names of an author: an address, or the account at a forge. */
export type AuthorName = 'email' | 'login';

/** Keyed hashes of who wrote a change: a person is found among authors, and no author is read. */
@Injectable()
export class AuthorDigests {
  constructor(private readonly sealed: SealedText) {}

  /** The hash to store; null of nobody. */
  digest(orgId: OrgId, kind: AuthorName, name: string | null | undefined): Buffer | null {
    return name == null ? null : this.digests(orgId, kind, name)[0]!;
  }

  /** The hashes under all keys of the installation, the newest first. */
  digests(orgId: OrgId, kind: AuthorName, name: string): Buffer[] {
    const text = `${orgId}/${kind}/${name.toLowerCase()}`;
    return this.sealed.deriveKeys(PURPOSE).map((key) => createHmac('sha256', key).update(text).digest());
  }
}

import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { type Caller, isPerson } from '../../../platform/tenancy/caller.js';
import { UserReader } from '../../people/auth/user.reader.js';
import { AuthorDigests } from '../../verdict/scan/author-digests.reader.js';

/** Finds by which hashes the changes of a person are theirs. */
@Injectable()
export class AuthorReader {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly users: UserReader,
    private readonly authors: AuthorDigests,
  ) {}

  /** Hashes of the caller's verified address, in hex digits; none of a key, and of a person without one. */
  async digestsOf(caller: Caller): Promise<string[]> {
    if (!isPerson(caller)) return [];
    const { orgId, userId } = caller;
    const email = await this.tenant.run(orgId, () => this.users.findVerifiedEmail(orgId, userId));
    return email === null ? [] : this.authors.digests(orgId, 'email', email).map((digest) => digest.toString('hex'));
  }
}

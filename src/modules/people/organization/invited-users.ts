import { Inject, Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../domain/ids.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { AppError, ValidationFailed } from '../../../platform/errors/app-error.js';
import type { CallerIdentity } from '../../../platform/tenancy/caller.js';
import { UserReader } from '../auth/user.reader.js';
import { UserWriter } from '../auth/user.writer.js';
import type { Invitation } from './invitation.repository.js';
import { InvitationMails } from './invitation-mails.js';

/** Users of people who accept invitations. */
@Injectable()
export class InvitedUsers {
  constructor(
    private readonly reader: UserReader,
    private readonly writer: UserWriter,
    private readonly mails: InvitationMails,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'oidc'>,
  ) {}

  /** Judges a password before it is hashed, which is slow on purpose. */
  async hashPassword(password: string, email: string): Promise<string> {
    this.writer.refuseWeakPassword(password, email);
    return this.writer.hashPassword(password);
  }

  /** The user who accepts, in the open tenant transaction. */
  async ensure(
    orgId: OrgId,
    caller: CallerIdentity | null,
    { email }: Invitation,
    given: { name: string | null; passwordHash: string | null },
  ): Promise<UserId> {
    const known = await this.reader.findByEmail(orgId, email);
    if (caller) {
      if (known?.id !== caller.userId)
        throw new AppError('forbidden', 'The invitation is for an address other than that of the signed-in user.');
      return caller.userId;
    }
    if (known) throw new AppError('unauthenticated', 'A user with this address already exists. Sign in, then accept.');
    return this.writer.ensure(orgId, { email, name: this.requireNew(given) });
  }

  /** Stores how a new member signs in, and that the mail came to the address. */
  async complete(orgId: OrgId, userId: UserId, email: string, passwordHash: string | null): Promise<void> {
    if (passwordHash !== null) await this.writer.setPassword(orgId, userId, { hash: passwordHash, isTemporary: false });
    if (this.mails.areSent) await this.writer.verifyEmail(orgId, userId, email);
  }

  /** The name of somebody new, who needs a way to sign in. */
  private requireNew({ name, passwordHash }: { name: string | null; passwordHash: string | null }): string {
    const missing = [
      ...(name === null ? ['name'] : []),
      // the identity provider is a way, too
      ...(passwordHash === null && this.config.oidc === null ? ['password'] : []),
    ];
    if (missing.length > 0)
      throw new ValidationFailed(missing.map((field) => ({ field, message: 'is required for new users' })));
    return name!;
  }
}

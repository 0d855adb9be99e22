import { Injectable } from '@nestjs/common';
import { SecurityEventsWriter } from '../../../record/audit/security-events.writer.js';
import type { ClientTraits } from '../client-traits.js';
import { IdentityRepository, type User } from '../identity.repository.js';
import { SecurityNotices } from '../security-notices.js';

/** Reports to people and their organizations that an identity was bound or unbound. */
@Injectable()
export class IdentityEvents {
  constructor(
    private readonly identities: IdentityRepository,
    private readonly events: SecurityEventsWriter,
    private readonly notices: SecurityNotices,
  ) {}

  /** To be called outside of transactions, once it is done. @param details `by`: what bound or unbound it */
  async report(
    action: 'auth.identity_linked' | 'auth.identity_unlinked',
    { id, email }: Pick<User, 'id' | 'email'>,
    details: { readonly issuer?: string; readonly identities?: number; readonly by: string },
    client: ClientTraits,
  ): Promise<void> {
    const orgIds = (await this.identities.signInChoices(id)).map((choice) => choice.id);
    const actor = { type: 'user' as const, id, name: email };
    this.events.report({ action, actor, target: { type: 'user', id }, details, orgIds }, client);
    await this.notices.report(id, action, client);
  }
}

import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { OrgId, UserId } from '../../../domain/ids.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import { IdentityRepository } from './identity.repository.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { findWeakness } from './passwords/password-rules.js';

/** The administrator that a first start made, and the organization; `password` only where it was generated. */
export interface FirstUser {
  readonly orgId: OrgId;
  readonly userId: UserId;
  readonly email: string;
  readonly password: string | null;
}

/** Creates the first organization and its owner, whom the operator has to learn of. */
@Injectable()
export class FirstUserWriter {
  constructor(
    private readonly identities: IdentityRepository,
    private readonly passwords: PasswordHasher,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Null when there is a user already: then nothing happens. A weak `ADMIN_PASSWORD` is taken, with a warning: a service that does
   * not start is of less use to its operator.
   */
  async makeUnlessThereIsOne(): Promise<FirstUser | null> {
    if (await this.identities.hasUsers()) return null;
    const { email, password: given, orgSlug } = this.config.firstAdmin;
    const weakness = given === null ? null : findWeakness(given, email);
    if (weakness !== null) this.logger.warn(`ADMIN_PASSWORD ${weakness}: set another one after the first sign-in.`);
    const password = given ?? randomBytes(18).toString('base64url');
    const made = await this.identities.bootstrap(
      { name: orgSlug, slug: orgSlug },
      { email, name: 'Administrator', passwordHash: await this.passwords.hash(password) },
    );
    return made && { ...made, email, password: given === null ? password : null };
  }
  /** The organization that the first start made. There is one as soon as there is a user. */
  firstOrganization(): Promise<OrgId> {
    return this.identities.getFirstOrganization();
  }
}

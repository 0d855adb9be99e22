import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../../domain/ids.js';
import { AppError, NoSuchOrganization } from '../../../platform/errors/app-error.js';
import {
  IdentityRepository,
  type OrganizationName,
  type SignInChoice,
  type User,
  type UserWithPassword,
} from './identity.repository.js';
import { OrganizationNameReadModel } from './organization-name.read-model.js';

/** The one who signs in, and the organizations in which they may act; null for an address that no user has. */
export interface FoundPerson {
  readonly user: UserWithPassword | null;
  readonly choices: readonly SignInChoice[];
}

/** Finds the organizations that credentials open. */
@Injectable()
export class SignInChoices {
  constructor(
    private readonly identities: IdentityRepository,
    private readonly organizations: OrganizationNameReadModel,
  ) {}

  /** The user with an address, and the organizations in which they may act. */
  async find(email: string): Promise<FoundPerson> {
    const user = await this.identities.findUserByEmail(email);
    return { user, choices: user ? await this.identities.signInChoices(user.id) : [] };
  }

  /**
   * Null where none is wanted, and none is open.
   *
   * @throws AppError where the wanted one is not open
   */
  async chooseOrganization(
    user: User,
    choices: readonly SignInChoice[],
    { orgId: wanted, opened }: { orgId: OrgId | null; opened: string },
  ): Promise<OrganizationName | null> {
    const fitting = choices.filter(
      ({ id, passwordHash }) => passwordHash === opened && (wanted === null || id === wanted),
    );
    const choice = fitting.find(({ isSsoRequired }) => !isSsoRequired);
    if (choice) return choice;
    if (fitting.length > 0)
      throw new AppError('sso_required', 'This organization only accepts sign-in through the identity provider.');
    if (wanted === null) return null;
    if (!user.isSuperAdmin)
      throw new AppError('foreign_organization', 'The user does not belong to that organization.');
    const org = await this.organizations.findOrganizationName(wanted);
    if (!org) throw new NoSuchOrganization();
    return org;
  }
}

import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { type Caller, hasRole } from '../../../platform/tenancy/caller.js';
import type { OrgRole } from '../../../platform/tenancy/role.js';
import { type MintingKey, MintingKeyReader } from '../auth/minting-key.reader.js';
import { RecentSignInReader } from '../auth/recent-sign-in.reader.js';

/** Says who may grant a role, and what ends with the key that grants. */
@Injectable()
export class Grants {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly minters: MintingKeyReader,
    private readonly signIns: RecentSignInReader,
  ) {}

  /** @throws AppError forbidden for a role above the caller's own, or that of an owner without a recent sign-in */
  async require(caller: Caller, role: OrgRole): Promise<void> {
    refuseGrantAbove(caller, role);
    await this.signIns.requireToGrant(caller, role);
  }

  /** The key that the caller acts by, inside the open tenant transaction. */
  minterOf(caller: Caller): Promise<MintingKey> {
    return this.minters.hold(caller, this.tenant.now());
  }

  /**
   * Limits what a caller without a recent sign-in does to owners. To be called outside of a tenant transaction.
   *
   * @returns throws for an owner where that is missing
   */
  async guardOwners(caller: Caller): Promise<(role: OrgRole) => void> {
    const refusal = await this.signIns.findRefusalOfPerson(caller);
    return (role) => {
      if (role === 'ORG_OWNER' && refusal) throw refusal;
    };
  }
}

/** @throws AppError `forbidden` for a role above the caller's own */
function refuseGrantAbove(caller: Caller, role: OrgRole): void {
  if (!hasRole(caller, role)) throw new AppError('forbidden', 'You cannot grant a role above your own.');
}

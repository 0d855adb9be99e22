import { Injectable } from '@nestjs/common';
import type { UserId } from '../../domain/ids.js';
import type { Caller } from '../../platform/tenancy/caller.js';

export type RightsListener = (caller: Caller, userId: UserId) => Promise<void>;

/** Events of members, for features above the one in which they occur. */
@Injectable()
export class MemberEvents {
  private readonly listeners: RightsListener[] = [];

  onRightsLost(listener: RightsListener): void {
    this.listeners.push(listener);
  }

  /** Announces that a person left the organization or is no longer an administrator of it, in the transaction that ends that. */
  async rightsLost(caller: Caller, userId: UserId): Promise<void> {
    for (const listener of this.listeners) await listener(caller, userId);
  }
}

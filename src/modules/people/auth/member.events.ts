import { Injectable } from '@nestjs/common';
import type { OrgId, UserId } from '../../../domain/ids.js';
import type { AuditedAction } from '../../record/audit/audit-log.writer.js';

/** A person who left an organization or is no longer an administrator of it. */
export interface LostRights {
  readonly orgId: OrgId;
  readonly userId: UserId;
  /** Name of those who ended the rights, and the network address of their request. */
  readonly actor: string;
  readonly address: string | null;
  /** Records what follows from it, as done by them. */
  readonly record: (action: AuditedAction) => Promise<void>;
}

export type RightsListener = (lost: LostRights) => Promise<void>;

/** Events of members, for features above those in which they occur. */
@Injectable()
export class MemberEvents {
  private readonly listeners: RightsListener[] = [];

  onRightsLost(listener: RightsListener): void {
    this.listeners.push(listener);
  }

  /** Announces the loss in the transaction that ends the rights. */
  async rightsLost(lost: LostRights): Promise<void> {
    for (const listener of this.listeners) await listener(lost);
  }
}

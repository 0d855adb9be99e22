import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import { SecurityEventsWriter } from '../../../record/audit/security-events.writer.js';
import { SecurityNotices } from '../security-notices.js';

/** Reports what people do with their second factors: as security events, and to themselves by mail. */
@Injectable()
export class SecondFactorLog {
  constructor(
    private readonly events: SecurityEventsWriter,
    private readonly notices: SecurityNotices,
  ) {}

  /** Reports that a passkey was used. */
  reportPasskey(caller: Caller): void {
    this.events.reportOf(caller, passkeyUsed(caller));
  }

  /** Reports a change, or the use of a recovery code. */
  async report(
    caller: Caller,
    action: 'auth.second_factor_enrolled' | 'auth.second_factor_removed' | 'auth.recovery_code_used',
    method = 'totp',
  ): Promise<void> {
    this.events.reportOf(caller, { action, target: { type: 'user', id: caller.userId }, details: { method } });
    await this.notices.reportOf(caller, action);
  }
}

const passkeyUsed = ({ userId }: Caller) =>
  ({ action: 'auth.passkey_used', target: { type: 'user', id: userId }, details: { method: 'passkey' } }) as const;

import { Injectable } from '@nestjs/common';
import type { ApiKeyId } from '../../../domain/ids.js';
import { type Caller, isPerson } from '../../../platform/tenancy/caller.js';
import type { Scope } from '../../../platform/tenancy/role.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { SecurityNotices } from './security-notices.js';

/** Records what is done to API keys: in the audit log, and to their makers by mail. */
@Injectable()
export class ApiKeyLog {
  constructor(
    private readonly audit: AuditLogWriter,
    private readonly notices: SecurityNotices,
  ) {}

  async record(caller: Caller, id: ApiKeyId, action: KeyAction, values: { old?: object; new?: object }): Promise<void> {
    await this.audit.record(caller, { action: `api_key.${action}`, target: { type: 'api_key', id }, ...values });
  }

  /** Mails a person who was shown the secret of a key that makes others. */
  async reportMinting(caller: Caller, { scopes }: { readonly scopes: readonly Scope[] }): Promise<void> {
    if (isPerson(caller) && scopes.includes('mint')) await this.notices.reportOf(caller, 'api_key.mint_created');
  }
}

type KeyAction = 'created' | 'revoked' | 'rotated';

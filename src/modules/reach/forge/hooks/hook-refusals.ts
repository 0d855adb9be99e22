import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { LOGGER } from '../../../../platform/logging/logger.js';
import type { RequestOrigin } from '../../../../platform/request/request-context.js';
import { Clock } from '../../../../platform/time/clock.js';
import { MinuteSample } from '../../../../platform/time/minute-sample.js';
import { AuditLogWriter } from '../../../record/audit/audit-log.writer.js';
import type { Hook } from './hook.repository.js';

/** Recorded refusals a minute of each connection. */
const RECORDED_A_MINUTE = 10;

/** Reports deliveries with a wrong signature to the organization of the hook; their sender does not learn that it exists. */
@Injectable()
export class HookRefusals {
  private readonly sample: MinuteSample;

  constructor(
    private readonly tenant: TenantDatabase,
    private readonly audit: AuditLogWriter,
    clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.sample = new MinuteSample(RECORDED_A_MINUTE, clock);
  }

  /** Not waited for, as the time of the answer would tell hooks from addresses that are none. */
  record({ orgId, id }: Hook, request: RequestOrigin): void {
    if (!this.sample.takes(`${orgId}:${id}`)) return;
    const rejected = { action: 'forge.hook_rejected', target: { type: 'forge', id }, new: { reason: 'signature' } };
    this.tenant
      .run(orgId, () => this.audit.recordOwn(orgId, rejected, request))
      .catch((err: unknown) =>
        this.logger.warn({ err, orgId, forgeId: id }, 'A refused delivery could not be recorded.'),
      );
  }
}

import { Injectable } from '@nestjs/common';
import { SWITCHES_AT_FIRST_SAVE } from '../../../domain/gate/decide-status.js';
import { DEFAULT_POLICY } from '../../../domain/gate/policy.js';
import type { OrgId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { Clock } from '../../../platform/time/clock.js';
import { GateConfigRepository } from './gate-config.repository.js';

/** Changes of the gate's configuration that no caller asks for. */
@Injectable()
export class GateConfigWriter {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly configs: GateConfigRepository,
    private readonly clock: Clock,
  ) {}

  /** Saves and enables the defaults (`v1`) for an organization that has no configuration yet; else changes nothing. */
  seedDefaults(orgId: OrgId): Promise<void> {
    return this.tenant.run(orgId, async () => {
      if (await this.configs.lock(orgId)) return;
      await this.configs.saveGateConfig(orgId, {
        ...SWITCHES_AT_FIRST_SAVE,
        revision: 1,
        policy: DEFAULT_POLICY,
        choice: null,
        savedBy: 'system',
        savedAt: this.clock.now(),
      });
    });
  }
}

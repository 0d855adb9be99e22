import { Injectable } from '@nestjs/common';
import type { SimulationInputs } from '../../../domain/gate/simulate.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { DEFAULT_PAGE } from '../../../platform/validation/page-query.dto.js';
import type { GateConfigRevisionsDto } from './dto/gate-config.dto.js';
import { GateConfigService } from './gate-config.service.js';
import type { ScanChoice } from './simulation.read-model.js';
import { SimulationService } from './simulation.service.js';
import { toRevisionsDto } from './to-gate-config-dto.js';

/** Reads what a page for policies shows. */
@Injectable()
export class PolicyPageService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly simulations: SimulationService,
    private readonly configs: GateConfigService,
  ) {}

  /** Inputs of simulations, with the newest revisions of the organization's configuration. */
  readInputs(caller: Caller, choice: ScanChoice): Promise<SimulationInputs & { revisions: GateConfigRevisionsDto }> {
    return this.tenant.run(caller.orgId, async () => {
      const [inputs, revisions] = await together([
        this.simulations.readInputs(caller, choice),
        this.configs.listRevisions(caller, { limit: DEFAULT_PAGE + 1, beforeRevision: null }),
      ]);
      return { ...inputs, revisions: toRevisionsDto(revisions, DEFAULT_PAGE) };
    });
  }
}

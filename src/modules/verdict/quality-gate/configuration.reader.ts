import { Injectable } from '@nestjs/common';
import type { GateInputs } from '../../../domain/gate/judge-scan.js';
import { configOfRepo } from '../../../domain/gate/repo-config.js';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { together } from '../../../platform/database/together.js';
import { OrganizationReader } from '../../people/organization/organization.reader.js';
import { GateConfigRepository } from './gate-config.repository.js';
import { RepoGateConfigRepository } from './repo-gate-config.repository.js';

/** Reads what is configured for a repository, inside the open tenant transaction. */
@Injectable()
export class ConfigurationReader {
  constructor(
    private readonly configs: GateConfigRepository,
    private readonly repoConfigs: RepoGateConfigRepository,
    private readonly organizations: OrganizationReader,
  ) {}

  /**
   * The configuration in force. Its lock is the first statement that is sent, so that all that is read behind it was in force
   * together.
   */
  async readConfiguration(
    orgId: OrgId,
    repoId: RepoId,
  ): Promise<Pick<GateInputs, 'config' | 'repoPolicy' | 'switches'>> {
    const [organization, newest, switches] = await together([
      this.configs.hold(orgId),
      this.repoConfigs.findNewest(orgId, repoId),
      this.organizations.settings(orgId),
    ]);
    const own = newest === null || newest.isRemoved ? null : newest;
    return {
      config: configOfRepo(organization, own),
      repoPolicy: { revision: newest?.revision ?? 0, isSet: own !== null },
      switches,
    };
  }
}

import { Injectable } from '@nestjs/common';
import { together } from '../../../platform/database/together.js';
import { OrganizationReader } from '../../people/organization/organization.reader.js';
import type { ComparedChange } from '../scan/scan.reader.js';
import { WaiverReader } from '../waiver/waiver.reader.js';
import { ConfigurationReader } from './configuration.reader.js';

/** Reads what verdicts on a change are judged by, inside the open tenant transaction. */
@Injectable()
export class PolicyReader {
  constructor(
    private readonly configuration: ConfigurationReader,
    private readonly waivers: WaiverReader,
    private readonly organizations: OrganizationReader,
  ) {}

  /** The configuration in force, the waivers in force and the settings of the organization. */
  async read({ orgId, repoId, prNumber }: ComparedChange, at: Date) {
    const [configuration, waivers, organization] = await together([
      this.configuration.readConfiguration(orgId, repoId),
      this.waivers.listInForce(orgId, { repoId, prNumber, at }),
      this.organizations.settings(orgId),
    ]);
    return { ...configuration, waivers, organization };
  }
}

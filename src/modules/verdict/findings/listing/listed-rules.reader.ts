import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import type { Scan } from '../../scan/scan.reader.js';
import { type FoundHelp, RuleHelpRepository, type RuleName } from '../storage/rule-help.repository.js';

/** Reads help for the rules of listed findings. */
@Injectable()
export class ListedRulesReader {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly help: RuleHelpRepository,
  ) {}

  /** One for each rule that has any. */
  read(scan: Scan, listed: readonly RuleName[]): Promise<FoundHelp[]> {
    const rules = new Map(listed.map(({ tool, ruleId }) => [`${tool}\0${ruleId}`, { tool, ruleId }]));
    return this.tenant.run(scan.orgId, () => this.help.findOfScan(scan.orgId, scan, [...rules.values()]));
  }
}

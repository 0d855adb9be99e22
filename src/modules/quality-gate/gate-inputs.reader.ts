import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../domain/ids.js';
import type { ScanCounters } from '../../domain/ratings/scan-counters.js';
import { FindingsReader } from '../findings/findings.reader.js';
import { RepoReader } from '../organization/repo.reader.js';
import type { Scan } from '../scan/scan.reader.js';
import { WaiverReader } from '../waiver/waiver.reader.js';
import { GateConfigRepository } from './gate-config.repository.js';
import type { GateInputs } from './judge-scan.js';

/** Gathers what a judgement depends on, inside the open tenant transaction: one revision, one set of waivers. */
@Injectable()
export class GateInputsReader {
  constructor(
    private readonly configs: GateConfigRepository,
    private readonly waivers: WaiverReader,
    private readonly repos: RepoReader,
    private readonly findings: FindingsReader,
  ) {}

  async read(orgId: OrgId, scan: Scan, at: Date): Promise<GateInputs> {
    const repo = await this.repos.get(orgId, scan.repoId);
    return {
      config: await this.configs.find(orgId),
      waivers: await this.waivers.listInForce(orgId, { repoId: scan.repoId, prNumber: scan.prNumber, at }),
      counters: await this.countersOf(orgId, scan),
      duplicationPct: await this.duplicationOf(orgId, scan),
      defaultBranchHasCoverage: repo.defaultBranchHasCoverage,
    };
  }

  /** Completion settles it on the scan; until then it is what a report says. */
  private async duplicationOf(orgId: OrgId, scan: Scan): Promise<number | null> {
    if (scan.metrics.duplicationPct !== null || scan.state !== 'pending') return scan.metrics.duplicationPct;
    const { duplicationPct } = await this.findings.findMeasures(orgId, scan.id);
    return duplicationPct;
  }

  /** The stored counters hold until a mark changes; before completion there are none yet. */
  private async countersOf(orgId: OrgId, scan: Scan): Promise<ScanCounters | null> {
    const hasCurrentCounters = scan.counters !== null && scan.marksChangedAt === null;
    return hasCurrentCounters ? (scan.counters as ScanCounters) : this.findings.countFindings(orgId, scan.id);
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId } from '../../domain/ids.js';
import type { ScanCounters } from '../../domain/ratings/scan-counters.js';
import { OrganizationReader } from '../organization/organization.reader.js';
import { CoverageReader } from '../coverage/coverage.reader.js';
import { FindingsReader } from '../findings/findings.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { WaiverReader } from '../waiver/waiver.reader.js';
import { EvidenceReader } from './evidence.reader.js';
import { GateConfigRepository } from './gate-config.repository.js';
import type { GateInputs } from '../../domain/gate/judge-scan.js';

/**
 * Gathers what a judgement depends on, inside the open tenant transaction: one revision, one set of waivers. What was
 * measured is settled on the scan at completion; until then it is what has been reported so far.
 */
@Injectable()
export class GateInputsReader {
  constructor(
    private readonly configs: GateConfigRepository,
    private readonly waivers: WaiverReader,
    private readonly scans: ScanReader,
    private readonly findings: FindingsReader,
    private readonly coverage: CoverageReader,
    private readonly organizations: OrganizationReader,
    private readonly evidence: EvidenceReader,
  ) {}

  async read(orgId: OrgId, scan: Scan, at: Date): Promise<GateInputs> {
    const switches = await this.organizations.settings(orgId);
    const coverage = scan.counters === null ? await this.coverage.measure(scan) : scan.coverage;
    return {
      switches,
      // Held, so that the waivers read next were in force together with it.
      config: await this.configs.hold(orgId),
      waivers: await this.waivers.listInForce(orgId, { repoId: scan.repoId, prNumber: scan.prNumber, at }),
      ...(await this.findingsOf(orgId, scan)),
      coverage,
      defaultBranchHasCoverage: await this.scans.hasDefaultBranchCoverage(scan),
      evidence: await this.evidence.read(scan, coverage, switches),
    };
  }

  private async findingsOf(
    orgId: OrgId,
    scan: Scan,
  ): Promise<Pick<GateInputs, 'counters' | 'hasFindingsReport' | 'duplicationPct'>> {
    if (scan.counters === null)
      return {
        counters: await this.findings.countFindings(orgId, scan.id),
        hasFindingsReport: await this.findings.hasReport(orgId, scan.id),
        duplicationPct:
          scan.metrics.duplicationPct ?? (await this.findings.findMeasures(orgId, scan.id)).duplicationPct,
      };
    return {
      // The stored counters hold until a mark changes.
      counters:
        scan.marksChangedAt === null
          ? (scan.counters as ScanCounters)
          : await this.findings.countFindings(orgId, scan.id),
      hasFindingsReport: scan.hasFindingsReport,
      duplicationPct: scan.metrics.duplicationPct,
    };
  }
}

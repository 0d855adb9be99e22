import { Injectable } from '@nestjs/common';
import { warnOfSkipped } from '../../../domain/gate/evidence.js';
import type { GateInputs } from '../../../domain/gate/judge-scan.js';
import { configOfRepo } from '../../../domain/gate/repo-config.js';
import type { WholeCode } from '../../../domain/gate/scan-facts.js';
import { ratedFindingsOf } from '../../../domain/gate/whole-code.js';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { duplicationOf } from '../../../domain/scanned/duplication.js';
import { warnOfRejected, warnOfSuppressions } from '../../../domain/suppressions/suppressions-evidence.js';
import { together } from '../../../platform/database/together.js';
import { OrganizationReader } from '../../people/organization/organization.reader.js';
import { BaseReader } from '../baseline/base.reader.js';
import { CoverageReader } from '../coverage/coverage.reader.js';
import { FindingsReader } from '../findings/findings.reader.js';
import { SuppressionsReader } from '../findings/suppressions.reader.js';
import { type Scan, ScanReader } from '../scan/scan.reader.js';
import { TestsReader } from '../test-results/tests.reader.js';
import { WaiverReader } from '../waiver/waiver.reader.js';
import { EvaluationRepository } from './evaluation.repository.js';
import { EvidenceReader } from './evidence.reader.js';
import { GateConfigRepository } from './gate-config.repository.js';
import { GroupFactsReader } from './group-facts.reader.js';
import { PolicyFileReader } from './policy-file.reader.js';
import { RepoGateConfigRepository } from './repo-gate-config.repository.js';

/**
 * Gathers what a judgement depends on, inside the open tenant transaction: one revision, one set of waivers, findings
 * counted under the marks of now. Other measures of a completed scan are those of its completion; of a pending one they
 * are what has been reported so far.
 */
@Injectable()
export class GateInputsReader {
  constructor(
    private readonly configs: GateConfigRepository,
    private readonly repoConfigs: RepoGateConfigRepository,
    private readonly waivers: WaiverReader,
    private readonly scans: ScanReader,
    private readonly findings: FindingsReader,
    private readonly coverage: CoverageReader,
    private readonly tests: TestsReader,
    private readonly organizations: OrganizationReader,
    private readonly evidence: EvidenceReader,
    private readonly suppressions: SuppressionsReader,
    private readonly bases: BaseReader,
    private readonly evaluations: EvaluationRepository,
    private readonly policyFiles: PolicyFileReader,
    private readonly groups: GroupFactsReader,
  ) {}

  async readGateInputs(scan: Scan, at: Date): Promise<GateInputs> {
    const { orgId } = scan;
    const [
      configuration,
      waivers,
      base,
      coverage,
      counted,
      reported,
      coverageFormats,
      onDefaultBranch,
      newDuplication,
      flickering,
    ] = await together([
      this.readConfiguration(orgId, scan.repoId),
      this.waivers.listInForce(orgId, { repoId: scan.repoId, prNumber: scan.prNumber, at }),
      this.bases.findBase(scan),
      scan.state === 'pending' ? this.coverage.measure(scan) : scan.coverage,
      this.findings.countFindings(scan),
      this.reportedOf(scan),
      this.coverage.findFormats(scan),
      this.scans.hasDefaultBranchCoverage(scan),
      this.findings.measureNewDuplication(scan),
      this.coverage.listFlickering(scan),
    ]);
    const policyFile = await this.policyFiles.readFile(scan);
    const flicker = await this.coverage.measureFlicker(scan, base?.target ?? null, flickering);
    const [baseMeasures, evidence, { tests, baseHasTests }, suppressions] = await together([
      base && this.measuresOf(orgId, base.target),
      this.evidence.readEvidence(scan, base, { coverage, flicker }, configuration.switches),
      this.tests.measure(scan, base?.scan.id ?? null),
      this.suppressions.judge(scan, base?.scan.id ?? null),
    ]);
    const group = await this.groups.readGroup(
      scan,
      {
        directives: suppressions.evidence?.counted ?? [],
        loosened: evidence.loosened,
        tests,
        baseId: base?.scan.id ?? null,
      },
      at,
    );
    return {
      ...configuration,
      group,
      flicker,
      policyFile,
      waivers,
      ...counted,
      ...reported,
      coverage,
      coverageFormats,
      defaultBranchHasCoverage: onDefaultBranch,
      newDuplication,
      base: baseMeasures && { ...baseMeasures, hasTests: baseHasTests, hasSuppressions: suppressions.hasBaseReport },
      suppressions: suppressions.facts,
      acceptedUntil: earlier(counted.acceptedUntil, suppressions.acceptedUntil),
      evidence: {
        ...evidence,
        tests,
        suppressions: suppressions.evidence,
        warnings: [
          ...evidence.warnings.filter(
            ({ code }) => code !== 'coverage_ignored_added' || suppressions.evidence === null,
          ),
          ...warnOfSkipped(tests),
          ...warnOfRejected(suppressions.rejected),
          ...warnOfSuppressions(suppressions.evidence),
        ],
      },
    };
  }

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

  /**
   * Measures of a base on the final target; none where there is no base. A base is completed: its measures are stored, its rating with
   * its last evaluation.
   */
  async measuresOf(orgId: OrgId, base: Scan | null): Promise<WholeCode> {
    if (base === null) return UNMEASURED;
    const evaluation = await this.evaluations.findEvaluation(orgId, base.id, base.evaluation);
    const { fileCount, linesTotal, linesCovered } = base.coverage;
    return {
      ...duplicationOf(base.metrics),
      rating: evaluation?.ratings.quality ?? null,
      allLines: fileCount === 0 ? null : { linesTotal, linesCovered },
      ratedFindings: base.hasFindingsReport && base.counters ? ratedFindingsOf(base.counters.all) : null,
    };
  }

  private async reportedOf(
    scan: Scan,
  ): Promise<Pick<GateInputs, 'hasFindingsReport' | 'duplicationPct' | 'duplicatedLines'>> {
    const { orgId, id, state, hasFindingsReport, metrics } = scan;
    if (state !== 'pending') return { hasFindingsReport, ...duplicationOf(metrics) };
    const [measures, hasReport] = await together([
      this.findings.findMeasures(orgId, id),
      this.findings.hasReport(orgId, id),
    ]);
    return {
      hasFindingsReport: hasReport,
      ...duplicationOf({
        duplicationPct: metrics.duplicationPct ?? measures.duplicationPct,
        duplicatedLines: measures.duplicatedLines ?? metrics.duplicatedLines,
        linesOfCode: metrics.linesOfCode ?? measures.linesOfCode,
      }),
    };
  }
}

/** The base of a change whose final target has no scan. */
const UNMEASURED: WholeCode = {
  duplicationPct: null,
  duplicatedLines: null,
  rating: null,
  allLines: null,
  ratedFindings: null,
};

/** The earlier of two times; null is never. */
const earlier = (one: Date | null, other: Date | null): Date | null =>
  one === null || (other !== null && other < one) ? other : one;

import { Injectable } from '@nestjs/common';
import { isBaselineBranch, isOfStoredBaseline } from '../../../domain/base/baseline-branches.js';
import type { FlickeringLine } from '../../../domain/coverage/flicker.js';
import type { LineTotals } from '../../../domain/gate/scan-facts.js';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { MOST_TRUST } from '../../../platform/tenancy/scan-trust.js';
import { OrganizationReader } from '../../people/organization/organization.reader.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { type Base, BaseReader } from '../baseline/base.reader.js';
import { CoverageReader } from '../coverage/coverage.reader.js';
import { PackedFindingsReader } from '../findings/packed-findings.reader.js';
import { type ComparedChange, NEXT_SCAN, ScanReader } from '../scan/scan.reader.js';
import { TestsReader } from '../test-results/tests.reader.js';
import { WaiverReader } from '../waiver/waiver.reader.js';
import { type LocalPackDto, type LocalPackQueryDto, type PackedBase, toLocalPackDto } from './dto/local-pack.dto.js';
import { GateInputsReader } from './gate-inputs.reader.js';

/** Packs all that a verdict on a change reads of the service, for the checkout that has the change (ADR 301). */
@Injectable()
export class LocalPackService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly repos: RepoReader,
    private readonly organizations: OrganizationReader,
    private readonly scans: ScanReader,
    private readonly bases: BaseReader,
    private readonly findings: PackedFindingsReader,
    private readonly tests: TestsReader,
    private readonly waivers: WaiverReader,
    private readonly coverage: CoverageReader,
    private readonly inputs: GateInputsReader,
  ) {}

  pack({ orgId }: Caller, repoId: RepoId, wanted: LocalPackQueryDto): Promise<LocalPackDto> {
    return this.tenant.run(orgId, async () => {
      const repo = await this.repos.getRepo(orgId, repoId);
      const { defaultBranch } = repo;
      const { branch = '', base_branch: baseBranch = null, pr_number: prNumber = null } = wanted;
      const isBaselineScan = branch !== '' && prNumber === null && isBaselineBranch(repo, branch);
      const [baseSha = null, ...baseCommits] = wanted.commits;
      const change: ComparedChange = {
        ...{ orgId, repoId, id: NEXT_SCAN, branch, baseBranch, defaultBranch, isBaselineScan, prNumber },
        ...{ baseSha, baseCommits, namedBaseId: null, trust: MOST_TRUST },
      };
      const [configuration, choice, lenders, waivers, organization, key, hasCoverage, flickering] = await together([
        this.inputs.readConfiguration(orgId, repoId),
        this.bases.choose(change),
        this.bases.findLenders(change),
        this.waivers.listInForce(orgId, { repoId, prNumber, at: this.tenant.now() }),
        this.organizations.settings(orgId),
        this.repos.trackingSecret(orgId, repoId),
        this.scans.hasDefaultBranchCoverage(change),
        this.coverage.listFlickeringOfRepo(orgId, repoId),
      ]);
      const targetId = lenders.targetId === choice?.id ? null : lenders.targetId;
      const found = await this.findings.pack({
        ...{ ...lenders, change, targetId, baseId: choice?.id ?? null, tools: wanted.tools ?? null },
        isOfStoredBaseline: isOfStoredBaseline(change),
      });
      const base = choice && (await this.bases.open(orgId, choice));
      return toLocalPackDto({
        ...{ ...configuration, repo, organization, isBaselineScan, key, waivers, flickering, targetId, found },
        defaultBranchHasCoverage: hasCoverage,
        base: base && (await this.measure(orgId, base, flickering)),
      });
    });
  }

  private async measure(orgId: OrgId, base: Base, known: readonly FlickeringLine[]): Promise<PackedBase> {
    const [measures, tests] = await together([
      this.inputs.measuresOf(orgId, base.target),
      this.tests.listNamed(orgId, base.scan.id),
    ]);
    const isFlickering = known.length > 0 && base.target !== null;
    const flickering = isFlickering ? await this.coverage.countFlickering(base.target, known) : NO_LINES;
    return { ...base, measures, flickering, tests };
  }
}

const NO_LINES: LineTotals = { linesTotal: 0, linesCovered: 0 };

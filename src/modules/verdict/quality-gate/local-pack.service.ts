import { Injectable } from '@nestjs/common';
import { isBaselineBranch, isOfStoredBaseline } from '../../../domain/base/baseline-branches.js';
import type { RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { MOST_TRUST } from '../../../platform/tenancy/scan-trust.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { PackedFindingsReader } from '../findings/packed-findings.reader.js';
import { BaseChoiceReader } from '../scan/base-choice.reader.js';
import { type ComparedChange, NEXT_SCAN } from '../scan/scan.reader.js';
import { type LocalPackDto, type LocalPackQueryDto, toLocalPackDto } from './dto/local-pack.dto.js';
import { PackedMeasuresReader } from './packed-measures.reader.js';
import { PolicyReader } from './policy.reader.js';

/**
 * Packs all that a verdict on a change reads of the service, for the checkout that has the change
 * (docs/adr/qgate.md#local-verdicts-by-a-pack).
 */
@Injectable()
export class LocalPackService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly repos: RepoReader,
    private readonly bases: BaseChoiceReader,
    private readonly findings: PackedFindingsReader,
    private readonly policies: PolicyReader,
    private readonly measures: PackedMeasuresReader,
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
      const [policy, choice, lenders, key, { defaultBranchHasCoverage, flickering }] = await together([
        this.policies.read(change, this.tenant.now()),
        this.bases.choose(change),
        this.bases.findLenders(change),
        this.repos.trackingSecret(orgId, repoId),
        this.measures.readCoverage(change),
      ]);
      const targetId = lenders.targetId === choice?.id ? null : lenders.targetId;
      const found = await this.findings.pack({
        ...{ ...lenders, change, targetId, baseId: choice?.id ?? null, tools: wanted.tools ?? null },
        isOfStoredBaseline: isOfStoredBaseline(change),
      });
      return toLocalPackDto({
        ...{ ...policy, repo, isBaselineScan, key, flickering, targetId, found },
        defaultBranchHasCoverage,
        base: choice && (await this.measures.readBase(orgId, choice, flickering)),
      });
    });
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { BaselineBranchFilter } from '../../../domain/base/baseline-branches.js';
import type { OrgId, ScanId } from '../../../domain/ids.js';
import { type DetailedScan, expiredScans } from '../../../domain/retention/expired-scans.js';
import { type RetentionSettings, withinLimits } from '../../../domain/retention/retention-settings.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { Clock } from '../../../platform/time/clock.js';
import { OrganizationRetentionWriter } from '../../people/organization/organization-retention.writer.js';
import type { Repo } from '../../people/organization/repo.reader.js';
import { BaseReader } from '../../verdict/baseline/base.reader.js';
import { BaselineReader } from '../../verdict/baseline/baseline.reader.js';
import { ScanReader } from '../../verdict/scan/scan.reader.js';

/** Effect of retention on a repository at this moment. */
export interface RepoPlan {
  readonly detailedCount: number;
  /** Scans whose details go, oldest first. */
  readonly expired: readonly ScanId[];
  /** Time of the first of these scans; null without any. */
  readonly oldestExpiredAt: Date | null;
}

/** Decides whose details go, inside the open tenant transaction; changes nothing. */
@Injectable()
export class RetentionPlan {
  constructor(
    private readonly retention: OrganizationRetentionWriter,
    private readonly scans: ScanReader,
    private readonly bases: BaseReader,
    private readonly baselines: BaselineReader,
    private readonly clock: Clock,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** The settings in force, with some of them as a draft has them. */
  async settings(orgId: OrgId, draft: Partial<RetentionSettings> = {}): Promise<RetentionSettings> {
    return withinLimits({ ...(await this.retention.inForce(orgId)), ...draft }, this.config.retention);
  }

  async ofRepo(repo: Repo, settings: RetentionSettings): Promise<RepoPlan> {
    const now = this.clock.now();
    const detailed = await this.scans.listDetailed(repo.orgId, repo.id);
    const baselineBranches = await baselineBranchesOf(repo, detailed);
    const facts = {
      isBaselineBranch: (branch: string) => baselineBranches.has(branch),
      pinned: await this.findPinned(repo, detailed, now),
      now,
    };
    const expired = expiredScans(detailed, settings, facts);
    return {
      detailedCount: detailed.length,
      expired,
      oldestExpiredAt: detailed.find(({ id }) => id === expired[0])?.createdAt ?? null,
    };
  }

  private async findPinned(repo: Repo, scans: readonly DetailedScan<ScanId>[], now: Date): Promise<Set<ScanId>> {
    const { orgId, id, baselineScanId } = repo;
    const pinned = new Set(await this.baselines.listScans(orgId, id));
    if (baselineScanId !== null) pinned.add(baselineScanId);
    const pending = scans.filter(({ state, deadlineAt }) => state === 'pending' && deadlineAt > now);
    for (const { id: scanId } of pending) {
      const scan = await this.scans.findScan(orgId, scanId);
      const base = scan && (await this.bases.findChoice(scan));
      if (base) pinned.add(base.id);
    }
    return pinned;
  }
}

/** Steps of matching that take some 10 ms. */
const STEPS_IN_TURN = 3_000_000;

/** The baseline branches among those of scans. */
async function baselineBranchesOf(repo: Repo, scans: readonly DetailedScan<ScanId>[]): Promise<ReadonlySet<string>> {
  const filter = new BaselineBranchFilter(repo);
  const found = new Set<string>();
  let limit = STEPS_IN_TURN;
  for (const branch of new Set(scans.map((scan) => scan.branch))) {
    if (filter.admits(branch)) found.add(branch);
    if (filter.steps <= limit) continue;
    await nextTurn();
    limit = filter.steps + STEPS_IN_TURN;
  }
  return found;
}

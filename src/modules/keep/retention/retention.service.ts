import { Inject, Injectable } from '@nestjs/common';
import type { RepoId } from '../../../domain/ids.js';
import type { ExpiringDetails } from '../../../domain/retention/pending-retention.js';
import type { RetentionSettings } from '../../../domain/retention/retention-settings.js';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import type { Organization } from '../../people/organization/organization.reader.js';
import { OrganizationRetentionWriter } from '../../people/organization/organization-retention.writer.js';
import { type Repo, RepoReader } from '../../people/organization/repo.reader.js';
import { RetentionPlan } from './retention-plan.js';

/** Numbers of scans of a repository: with details now, and of these whose details would go. */
export interface RepoForecast {
  readonly repo: Repo;
  readonly detailedCount: number;
  readonly expiredCount: number;
  readonly oldestExpiredAt: Date | null;
}

/** Details that retention would delete at this moment. */
export interface RetentionForecast {
  readonly settings: RetentionSettings;
  readonly limits: RetentionSettings;
  /** The organization, with the periods that are in force now. */
  readonly organization: Organization;
  readonly delayMs: number;
  readonly repos: readonly RepoForecast[];
  readonly expiring: ExpiringDetails;
}

/** Repositories of one transaction. */
const REPOS = 20;

/** The forecast of retention, under the settings in force or a draft of them. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly retention: OrganizationRetentionWriter,
    private readonly repos: RepoReader,
    private readonly plan: RetentionPlan,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {
    retention.countBy(async (caller, settings) => sumUp(await this.forecastAll(caller, settings)));
  }

  async forecast(caller: Caller, draft: Partial<RetentionSettings>): Promise<RetentionForecast> {
    const { orgId } = caller;
    const { settings, organization } = await this.tenant.run(orgId, async () => ({
      settings: await this.plan.settings(orgId, draft),
      organization: await this.retention.inForce(orgId),
    }));
    const { retention: limits, retentionDelayMs: delayMs } = this.config;
    const repos = await this.forecastAll(caller, settings);
    return { settings, limits, organization, delayMs, repos, expiring: sumUp(repos) };
  }

  private async forecastAll(caller: Caller, settings: RetentionSettings): Promise<RepoForecast[]> {
    const repos: RepoForecast[] = [];
    for (let afterId: RepoId | null = null, isLast = false; !isLast;) {
      const some = await this.forecastSome(caller, settings, afterId);
      repos.push(...some);
      afterId = some.at(-1)?.repo.id ?? afterId;
      isLast = some.length < REPOS;
    }
    return repos;
  }

  private forecastSome(
    { orgId }: Caller,
    settings: RetentionSettings,
    afterId: RepoId | null,
  ): Promise<RepoForecast[]> {
    return this.tenant.run(orgId, async () => {
      const forecasts: RepoForecast[] = [];
      for (const repo of await this.repos.listRepos(orgId, { limit: REPOS, afterId })) {
        const { detailedCount, expired, oldestExpiredAt } = await this.plan.ofRepo(repo, settings);
        forecasts.push({ repo, detailedCount, expiredCount: expired.length, oldestExpiredAt });
      }
      return forecasts;
    });
  }
}

function sumUp(repos: readonly RepoForecast[]): ExpiringDetails {
  const times = repos.flatMap(({ oldestExpiredAt }) => oldestExpiredAt?.getTime() ?? []);
  return {
    scans: repos.reduce((sum, { expiredCount }) => sum + expiredCount, 0),
    repositories: times.length,
    oldest: times.length === 0 ? null : new Date(Math.min(...times)).toISOString(),
  };
}

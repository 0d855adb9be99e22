import { Inject, Injectable } from '@nestjs/common';
import type { RepoId } from '../../domain/ids.js';
import type { RetentionSettings } from '../../domain/retention/retention-settings.js';
import type { AppConfig } from '../../platform/config/app-config.js';
import { APP_CONFIG } from '../../platform/config/config-token.js';
import { TenantDatabase } from '../../platform/database/tenant-database.js';
import type { Caller } from '../../platform/tenancy/caller.js';
import { OrganizationReader } from '../organization/organization.reader.js';
import { type Repo, RepoReader } from '../organization/repo.reader.js';
import { RetentionPlan } from './retention-plan.js';

/** Numbers of scans of a repository: with details now, and of these whose details would go. */
export interface RepoForecast {
  readonly repo: Repo;
  readonly detailedCount: number;
  readonly expiredCount: number;
}

/** Details that retention would delete at this moment. */
export interface RetentionForecast {
  readonly settings: RetentionSettings;
  readonly limits: RetentionSettings;
  readonly nextRunAt: Date;
  readonly repos: readonly RepoForecast[];
}

/** Repositories of one transaction. */
const REPOS = 20;

/** The forecast of retention, under the settings in force or a draft of them. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly organizations: OrganizationReader,
    private readonly repos: RepoReader,
    private readonly plan: RetentionPlan,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async forecast(caller: Caller, draft: Partial<RetentionSettings>): Promise<RetentionForecast> {
    const { orgId } = caller;
    const { settings, nextRunAt } = await this.tenant.run(orgId, async () => ({
      settings: await this.plan.settings(orgId, draft),
      nextRunAt: (await this.organizations.settings(orgId)).retentionDueAt,
    }));
    const repos: RepoForecast[] = [];
    for (let afterId: RepoId | null = null, isLast = false; !isLast;) {
      const some = await this.forecastSome(caller, settings, afterId);
      repos.push(...some);
      afterId = some.at(-1)?.repo.id ?? afterId;
      isLast = some.length < REPOS;
    }
    return { settings, limits: this.config.retention, nextRunAt, repos };
  }

  private forecastSome(
    { orgId }: Caller,
    settings: RetentionSettings,
    afterId: RepoId | null,
  ): Promise<RepoForecast[]> {
    return this.tenant.run(orgId, async () => {
      const forecasts: RepoForecast[] = [];
      for (const repo of await this.repos.listRepos(orgId, { limit: REPOS, afterId })) {
        const { detailedCount, expired } = await this.plan.ofRepo(repo, settings);
        forecasts.push({ repo, detailedCount, expiredCount: expired.length });
      }
      return forecasts;
    });
  }
}

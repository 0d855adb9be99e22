import { Injectable } from '@nestjs/common';
import { PROBLEM_TYPES } from '../../../domain/findings/finding.js';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { severityCountsOf } from '../../../domain/ratings/scan-counters.js';
import {
  isOfCoverage,
  mayBeGrouped,
  toSeries,
  type TrendGroup,
  type TrendMeasure,
  type TrendSeries,
  valueOfScan,
} from '../../../domain/trend/trend-series.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { ValidationFailed } from '../../../platform/errors/app-error.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { RepoReader } from '../../people/organization/repo.reader.js';
import { type TrendPoint, TrendReadModel, type TrendSpan } from './trend.read-model.js';
import { TrendRepository } from './trend.repository.js';

/** Name of the one series of a trend without groups. */
const ALL = '(all)';

/** Values to show, and over what. */
export interface TrendRequest extends TrendSpan {
  readonly measure: TrendMeasure;
  readonly group: TrendGroup;
}

/** Values of scans of the default branch. */
export interface Trend {
  readonly points: readonly TrendPoint[];
  readonly series: readonly TrendSeries[];
}

/** Trends of repositories. */
@Injectable()
export class TrendService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly repos: RepoReader,
    private readonly scans: TrendReadModel,
    private readonly facts: TrendRepository,
  ) {}

  /** @throws ValidationFailed for a measure that has no such groups */
  readTrend({ orgId }: Caller, repoId: RepoId, request: TrendRequest): Promise<Trend> {
    const { measure, group } = request;
    if (!mayBeGrouped(measure, group))
      throw new ValidationFailed([{ field: 'group_by', message: `must be none, folder or owner for ${measure}` }]);
    return this.tenant.run(orgId, async () => {
      await this.repos.getRepo(orgId, repoId);
      const points = await this.scans.listPoints(orgId, repoId, request);
      return { points, series: await this.readSeries(orgId, points, request) };
    });
  }

  private async readSeries(
    orgId: OrgId,
    points: readonly TrendPoint[],
    { measure, group }: TrendRequest,
  ): Promise<readonly TrendSeries[]> {
    if (group === 'none') return [{ key: ALL, values: points.map((point) => valueOfPoint(measure, point)) }];
    const ids = points.map(({ id }) => id);
    const found = new Map((await this.facts.listFacts(orgId, ids, group)).map((each) => [each.id, each]));
    const known = points.map(({ id, linesTotal }) => ({
      hasFacts: found.has(id) && (linesTotal > 0 || !isOfCoverage(measure)),
      hasOther: found.get(id)?.hasOther ?? false,
    }));
    return toSeries(measure, known, await this.facts.listValues(orgId, ids, group, measure));
  }
}

const valueOfPoint = (measure: TrendMeasure, { counters, ...lines }: TrendPoint): number | null =>
  valueOfScan(measure, { ...lines, bySeverity: counters && severityCountsOf(counters.all, PROBLEM_TYPES) });

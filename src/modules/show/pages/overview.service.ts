import { Injectable } from '@nestjs/common';
import type { Caller } from '../../../platform/tenancy/caller.js';
import { Clock } from '../../../platform/time/clock.js';
import { decodeCursor, toPage } from '../../../platform/validation/cursor.js';
import { isStorableText } from '../../../platform/validation/text.js';
import type { OverviewDto, OverviewQueryDto } from './dto/overview.dto.js';
import { OverviewReadModel, type RepoPlace } from './overview.read-model.js';
import { toOverviewDto } from './to-overview-dto.js';

/** The first page of a dashboard. */
@Injectable()
export class OverviewService {
  constructor(
    private readonly overviews: OverviewReadModel,
    private readonly clock: Clock,
  ) {}

  async readOverview({ orgId }: Caller, query: OverviewQueryDto): Promise<OverviewDto> {
    const { q = null, verdict: verdicts = null, sort, limit, cursor } = query;
    const after = decodeCursor(cursor, isRepoPlace);
    const at = this.clock.now();
    const found = await this.overviews.findOverview(orgId, { q, verdicts, sort }, { limit: limit + 1, after }, at);
    return toOverviewDto(
      orgId,
      found,
      toPage(found.repos, limit, ({ place, name }) => [place, name]),
      at,
    );
  }
}

const isRepoPlace = (key: unknown): key is RepoPlace =>
  Array.isArray(key) &&
  key.length === 2 &&
  Number.isSafeInteger(key[0]) &&
  typeof key[1] === 'string' &&
  isStorableText(key[1]);

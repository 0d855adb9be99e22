import { Injectable } from '@nestjs/common';
import { type Caller, isPerson } from '../../../platform/tenancy/caller.js';
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

  async readOverview(caller: Caller, query: OverviewQueryDto): Promise<OverviewDto> {
    const { orgId } = caller;
    const { q = null, verdict: verdicts = null, sort, limit, cursor } = query;
    const after = decodeCursor(cursor, isRepoPlace);
    const at = this.clock.now();
    const page = { limit: limit + 1, after };
    const person = isPerson(caller) ? caller.userId : null;
    const found = await this.overviews.findOverview(orgId, person, { q, verdicts, sort }, page, at);
    return toOverviewDto(
      orgId,
      found,
      toPage(found.repos, limit, ({ favourite, place, name }) => [Number(favourite), place, name]),
      at,
    );
  }
}

const isRepoPlace = (key: unknown): key is RepoPlace =>
  Array.isArray(key) &&
  key.length === 3 &&
  (key[0] === 0 || key[0] === 1) &&
  Number.isSafeInteger(key[1]) &&
  typeof key[2] === 'string' &&
  isStorableText(key[2]);

import { Injectable } from '@nestjs/common';
import { ENDING_SOON_DAYS, UNUSED_DAYS } from '../../../domain/gate/waiver-periods.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { together } from '../../../platform/database/together.js';
import type { Caller } from '../../../platform/tenancy/caller.js';
import type { ListedState } from './dto/list-waivers.dto.js';
import { type ListedWaiver, type WaiverFilter, type WaiverPage, WaiverRepository } from './waiver.repository.js';
import { type WaiverRequest, WaiverRequestRepository } from './waiver-request.repository.js';

/** Waivers to list: of a state, which beats what else is included. */
export interface WaiverQuery extends Pick<WaiverFilter, 'repoId' | 'isExpiredIncluded' | 'isRevokedIncluded'> {
  readonly state: Exclude<ListedState, 'requested'> | null;
  readonly areRequestsIncluded: boolean;
}

const DAY_MS = 86_400_000;

/** Decided requests beside the open ones. */
const MOST_DECIDED = 50;

/** Waivers, requests where they are included, and the instant that the waivers' state was judged at. */
export interface WaiverListing {
  readonly waivers: readonly ListedWaiver[];
  readonly requests: readonly WaiverRequest[];
  readonly at: Date;
}

/** Lists waivers. */
@Injectable()
export class WaiverListService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly waivers: WaiverRepository,
    private readonly requests: WaiverRequestRepository,
  ) {}

  /** Newest first, with the instant that their state was judged at. */
  listWaivers(caller: Caller, query: WaiverQuery, page: WaiverPage): Promise<WaiverListing> {
    const { orgId } = caller;
    const at = this.tenant.now();
    return this.tenant.run(orgId, async () => {
      const [waivers, requests] = await together([
        this.waivers.listWaivers(orgId, filterOf(query, at), page),
        query.areRequestsIncluded ? this.requests.listOpenAndDecided(orgId, query.repoId, MOST_DECIDED) : [],
      ]);
      return { waivers, requests, at };
    });
  }
}

function filterOf({ state, ...query }: WaiverQuery, at: Date): WaiverFilter {
  if (state === null) return { ...query, at };
  const inForce = { repoId: query.repoId, isExpiredIncluded: false, isRevokedIncluded: false, at };
  if (state === 'ending_soon') return { ...inForce, endsBy: addDays(at, ENDING_SOON_DAYS) };
  return state === 'unused' ? { ...inForce, unusedSince: addDays(at, -UNUSED_DAYS) } : inForce;
}

const addDays = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY_MS);

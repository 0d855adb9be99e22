import type { ForgeId, HookDeliveryId, OrgId } from '../../../domain/ids.js';
import type { HookNews } from './hook-news.js';

/** Lease of a claimed delivery: following its news takes a few statements. */
export const LEASE_SECONDS = 30;

/** A delivery that this instance may follow until its lease ends. */
export interface HookClaim {
  readonly orgId: OrgId;
  readonly id: HookDeliveryId;
  /** A later claim of the same delivery has another one and ends this. */
  readonly lease: string;
}

/** A claimed delivery. */
export interface ClaimedHookDelivery extends HookClaim {
  readonly forgeId: ForgeId;
  readonly news: HookNews;
}

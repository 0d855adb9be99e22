import type { ForgeId, OrgId } from '../../../../domain/ids.js';
import type { WorkItem } from '../../../../platform/work/work-queue.js';
import type { HookNews } from './hook-news.js';

/** Kind of work: following the news of a forge. The lane is the connection. */
export const FORGE_HOOKS = 'forge-hooks';

/** News that this instance may follow until its lease ends. */
export type ClaimedNews = WorkItem<HookNews>;

/** News of a connection. */
export interface ReceivedNews {
  readonly orgId: OrgId;
  readonly forgeId: ForgeId;
  readonly news: HookNews;
}

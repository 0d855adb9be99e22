import { AsyncLocalStorage } from 'node:async_hooks';
import type { OrgId } from '../../domain/ids.js';

/**
 * One of those that a resource is shared among: an organization, the network address of callers that are not known, or
 * the service itself (docs/adr/door.md#even-shares-by-organization).
 */
export type Share = `org:${number}` | `address:${string}` | 'service';

/** The share of the current request, replaced once its caller is known. */
interface SharePlace {
  share: Share;
}

const places = new AsyncLocalStorage<SharePlace>();

export const orgShare = (orgId: OrgId): Share => `org:${orgId}`;

/** The share that the current work counts for; the service's own outside of a request. */
export const currentShare = (): Share => places.getStore()?.share ?? 'service';

/** Does work, and all that it awaits, for a share. */
export const runInShare = <Result>(share: Share, work: () => Result): Result => places.run({ share }, work);

/** Counts the rest of the current request for a share; does nothing outside of one. */
export function joinShare(share: Share): void {
  const place = places.getStore();
  if (place) place.share = share;
}

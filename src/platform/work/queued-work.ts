import type { OutgoingKind } from '../observability/service-metrics.js';
import type { Work } from './work-loop.js';
import type { ClaimedKind, Settlement, WorkItem, WorkQueue } from './work-queue.js';

/** Outcome of an attempt. */
export interface Outcome {
  /** For the metrics. */
  readonly word: string;
  /** Time of the next attempt; null: the item ends; left out: the attempt has settled it. */
  readonly nextAt?: Date | null;
}

/** One kind of what waits in the table of work, and how an item of it is done. */
export interface QueuedWork<Payload> extends ClaimedKind {
  /** Kind of the metrics of outgoing work; left out: attempts are not counted. */
  readonly kind?: OutgoingKind;
  /** Does an item. Its lease outlasts the longest time that this may take. */
  perform(item: WorkItem<Payload>, signal: AbortSignal): Promise<Outcome>;
}

interface Done extends Pick<Settlement, 'item'> {
  readonly outcome: Outcome;
}

/** The work of a loop that claims from the table of work. */
export const fromQueue = <Payload>(queue: WorkQueue, work: QueuedWork<Payload>): Work<WorkItem<Payload>, Done> => ({
  name: work.name,
  ...(work.kind && { kind: work.kind }),
  isQueued: true,
  claim: (atMost) => queue.claim<Payload>(work, atMost),
  perform: async (item, signal) => ({ item, outcome: await work.perform(item, signal) }),
  outcomeOf: ({ outcome }) => outcome.word,
  settle: async (results) => {
    const open = results.flatMap(({ item, outcome: { nextAt } }) => (nextAt === undefined ? [] : { item, nextAt }));
    if (open.length > 0) await queue.settle(open);
  },
  release: (items) => queue.release(items),
});

import { Injectable } from '@nestjs/common';
import { type Caller, hasRole, isPerson } from '../../../platform/tenancy/caller.js';
import { Clock } from '../../../platform/time/clock.js';
import { decodeIdCursor, encodeIdCursor } from '../../../platform/validation/cursor.js';
import type { PageQueryDto } from '../../../platform/validation/page-query.dto.js';
import { InboxCount } from '../../people/auth/inbox-count.reader.js';
import { CountChangesReader } from '../../verdict/quality-gate/count-changes.reader.js';
import { AuthorDigests } from '../../verdict/scan/author-digests.reader.js';
import type { InboxDto } from './dto/inbox.dto.js';
import { type Inbox, InboxReadModel } from './inbox.read-model.js';
import { toIso } from './scan-summary.js';

/** Kinds of entries in the order in which they are listed. */
const KINDS = ['requests', 'failing', 'ending', 'connections'] as const;

/** Collects what waits for a person. */
@Injectable()
export class InboxService {
  constructor(
    private readonly inboxes: InboxReadModel,
    private readonly authors: AuthorDigests,
    private readonly clock: Clock,
    private readonly changes: CountChangesReader,
    counts: InboxCount,
  ) {
    const count = async (caller: Caller) => totalOf(await this.find(caller));
    counts.countBy({
      count,
      wait: (caller, known, waitMs, gone) => {
        const watched = { key: `${caller.userId}/${caller.role}`, known, look: () => count(caller) };
        return this.changes.waitForCount(caller, watched, waitMs, gone);
      },
    });
  }

  async readInbox(caller: Caller, { limit, cursor }: PageQueryDto): Promise<InboxDto> {
    const from = decodeIdCursor<number>(cursor) ?? 0;
    const found = await this.find(caller);
    const total = totalOf(found);
    const next_cursor = from + limit < total ? encodeIdCursor(from + limit) : null;
    return { ...toLists(cut(found, from, limit)), total, next_cursor };
  }

  private async find(caller: Caller): Promise<Inbox> {
    if (!isPerson(caller)) return { requests: [], failing: [], ending: [], connections: [] };
    const { orgId, userId } = caller;
    const owner = { userId, isAdmin: hasRole(caller, 'ORG_ADMIN'), authorDigests: this.authors.ofCaller(caller) };
    return this.inboxes.findInbox(orgId, owner, this.clock.now());
  }
}

const totalOf = (inbox: Inbox): number => KINDS.reduce((sum, kind) => sum + inbox[kind].length, 0);

/** The entries on a page of all kinds, one after the other. */
function cut(inbox: Inbox, from: number, limit: number): Inbox {
  let before = 0;
  const slice = <Entry>(entries: readonly Entry[]): readonly Entry[] => {
    const [first, end] = [from - before, from + limit - before].map((place) => Math.max(0, place));
    before += entries.length;
    return entries.slice(first, end);
  };
  return {
    requests: slice(inbox.requests),
    failing: slice(inbox.failing),
    ending: slice(inbox.ending),
    connections: slice(inbox.connections),
  };
}

const toLists = ({ requests, failing, ending, connections }: Inbox): Omit<InboxDto, 'total' | 'next_cursor'> => ({
  requests: requests.map(({ prNumber, requestedBy, createdAt, ...request }) => ({
    ...request,
    pr_number: prNumber,
    requested_by: requestedBy,
    created_at: toIso(createdAt),
  })),
  failing: failing.map(({ repo, number, title, scanId, status, failingRules, at }) => ({
    ...{ repo, pr_number: number, title, scan_id: scanId, status },
    failing_rules: [...(failingRules ?? [])],
    at: toIso(at),
  })),
  ending: ending.map(({ endsAt, ...entry }) => ({ ...entry, ends_at: toIso(endsAt) })),
  connections: [...connections],
});

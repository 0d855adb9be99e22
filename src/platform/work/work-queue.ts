import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { OrgId, RepoId } from '../../domain/ids.js';
import { TenantDatabase } from '../database/tenant-database.js';
import { Clock } from '../time/clock.js';

/** A claimed item, which this instance may do until its lease ends. */
export interface WorkItem<Payload = unknown> {
  /** 0: of no organization. */
  readonly orgId: OrgId;
  readonly id: number;
  readonly lane: number;
  readonly key: string | null;
  /** A later claim of the same item has another one and ends this. */
  readonly lease: string;
  /** True where a lease before it ended without a result. */
  readonly wasLeft: boolean;
  readonly repoId: RepoId | null;
  readonly queuedAt: Date;
  /** Claims since it was queued, this one included. */
  readonly attempts: number;
  readonly payload: Payload;
}

/** Way in which items of a kind are claimed. */
export interface ClaimedKind {
  /** In lower case and hyphens. */
  readonly name: string;
  readonly leaseSeconds: number;
  /** Items of a lane that are under way together, in all processes. Left out: a claim alone decides. */
  readonly ofEach?: number;
  /** True where each lane is done item by item, in the order in which they were queued. */
  readonly isInOrder?: boolean;
  /** True where each repository of a lane has one item under way, in all processes, by rank. */
  readonly isOneOfRepo?: boolean;
}

/** An item to queue, which is due at `at`. */
export interface NewWork {
  readonly kind: string;
  readonly lane?: number;
  readonly key?: string;
  /** The repository that it affects; null: the whole organization. */
  readonly repoId?: RepoId | null;
  readonly payload: object;
  readonly at: Date;
}

/** End of an item, or the time of its next attempt. */
export interface Settlement {
  readonly item: WorkItem;
  readonly nextAt: Date | null;
}

type Lane = Pick<WorkItem, 'orgId' | 'lane'>;

const FIRST: Lane = { orgId: 0 as OrgId, lane: 0 };
const ITEM = 'org_id AS "orgId", id, lane, key, lease, repo_id AS "repoId", queued_at AS "queuedAt", attempts, payload';
const CLAIM = `SELECT ${ITEM}, was_left AS "wasLeft"
  FROM public.claim_work($1, $2, $3, $4, $5, $6, $7, $8, $9) ORDER BY turn`;
const SETTLE = 'SELECT lease FROM public.settle_work($1, $2, $3, $4) AS lease';
const RENEW = 'SELECT lease FROM public.renew_work($1, $2, $3, $4) AS lease';
const ADD = `INSERT INTO work_items (org_id, kind, lane, key, repo_id, queued_at, due_at, payload)
  VALUES ($1, $2, $3, $4, $5, $6, $6, $7) RETURNING pg_notify('quality_gate_changes', 'work:' || kind)`;

/**
 * Statement that queues what a SELECT answers as org_id, kind, lane, key, repo_id, queued_at, due_at and payload. Of each key one item waits: it
 * keeps its place, and what is under way for it does not end it.
 */
export const queueNewest = (select: string): string => `
  WITH queued AS (
    INSERT INTO work_items AS w (org_id, kind, lane, key, repo_id, queued_at, due_at, payload) ${select}
    ON CONFLICT (org_id, kind, key) DO UPDATE SET payload = EXCLUDED.payload, lease = NULL, attempts = 0,
      due_at = CASE WHEN w.lease IS NULL THEN least(w.due_at, EXCLUDED.due_at) ELSE EXCLUDED.due_at END
    RETURNING w.kind
  )
  SELECT pg_notify('quality_gate_changes', 'work:' || kind) FROM queued LIMIT 1`;

/**
 * End of a statement whose CTE `raised` has states of which the newest is wanted: queues what a SELECT of it answers as org_id, kind, lane,
 * key, repo_id, rank, deferrable_until, due_at and payload. What is under way for a key stays so, and is followed by the newer state.
 */
export const queueAfter = (select: string): string => `
  queued AS (
    INSERT INTO work_items AS w (org_id, kind, lane, key, repo_id, rank, deferrable_until, due_at, payload) ${select}
    ON CONFLICT (org_id, kind, key) DO UPDATE SET rank = EXCLUDED.rank, deferrable_until = EXCLUDED.deferrable_until,
      due_at = CASE WHEN w.lease IS NULL THEN EXCLUDED.due_at ELSE w.due_at END,
      again_at = CASE WHEN w.lease IS NOT NULL THEN EXCLUDED.due_at END
    RETURNING w.kind
  )
  SELECT pg_notify('quality_gate_changes', 'work:' || kind) FROM queued LIMIT 1`;

/** SQL of the time at which the item of a key is due; null where there is none. @param key SQL of the key */
export const dueAtOf = (orgId: string, kind: string, key: string): string =>
  `(SELECT w.due_at FROM work_items w WHERE w.org_id = ${orgId} AND w.kind = '${kind}' AND w.key = ${key})`;

/** The table of all that waits to be done beside the requests (docs/adr/reach.md#one-table-for-waiting-work). */
@Injectable()
export class WorkQueue {
  /** Lane after which the next claim of a kind begins. */
  private readonly last = new Map<string, Lane>();

  constructor(
    @InjectDataSource() private readonly source: DataSource,
    private readonly tenant: TenantDatabase,
    private readonly clock: Clock,
  ) {}

  /** Queues an item inside the open tenant transaction. */
  async add(orgId: OrgId, work: NewWork): Promise<void> {
    const { kind, lane = 0, key = null, repoId = null, payload, at } = work;
    await this.tenant.manager(orgId).query(ADD, [orgId, kind, lane, key, repoId, at, JSON.stringify(payload)]);
  }

  /** Queues an item that this instance has claimed already, inside the open tenant transaction. */
  async addClaimed(orgId: OrgId, work: NewWork, leaseSeconds: number): Promise<WorkItem> {
    const { kind, lane = 0, key = null, repoId = null, payload, at } = work;
    const rows: WorkItem[] = await this.tenant.manager(orgId).query(
      `INSERT INTO work_items (org_id, kind, lane, key, repo_id, queued_at, due_at, lease, attempts, payload)
       VALUES ($1, $2, $3, $4, $5, $6, $6::timestamptz + make_interval(secs => $8), gen_random_uuid(), 1, $7)
       RETURNING ${ITEM}, false AS "wasLeft"`,
      [orgId, kind, lane, key, repoId, at, JSON.stringify(payload), leaseSeconds],
    );
    return rows[0]!;
  }

  /** Deletes the items of a lane inside the open tenant transaction. */
  async removeLane(orgId: OrgId, kinds: readonly string[], lane: number): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('DELETE FROM work_items WHERE org_id = $1 AND kind = ANY ($2) AND lane = $3', [orgId, kinds, lane]);
  }

  /** Deletes the item of a key inside the open tenant transaction. */
  async remove(orgId: OrgId, kind: string, key: string): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('DELETE FROM work_items WHERE org_id = $1 AND kind = $2 AND key = $3', [orgId, kind, key]);
  }

  /** Deletes the items of keys that no instance has claimed, inside the open tenant transaction. */
  async removeWaiting(orgId: OrgId, kind: string, keys: readonly string[]): Promise<void> {
    await this.tenant
      .manager(orgId)
      .query('DELETE FROM work_items WHERE org_id = $1 AND kind = $2 AND key = ANY ($3) AND lease IS NULL', [
        orgId,
        kind,
        keys,
      ]);
  }

  /** Kinds of which an item of any organization is due. */
  async listDue(): Promise<string[]> {
    const rows: { kind: string }[] = await this.source.query('SELECT kind FROM public.due_work($1) AS kind', [
      this.clock.now(),
    ]);
    return rows.map(({ kind }) => kind);
  }

  /** Claims at most so many due items of all organizations, lane by lane after those of the last claim. */
  async claim<Payload>(kind: ClaimedKind, atMost: number): Promise<WorkItem<Payload>[]> {
    const { name, ofEach = atMost, isInOrder = false, isOneOfRepo = false, leaseSeconds } = kind;
    const { orgId, lane } = this.last.get(name) ?? FIRST;
    const places = [name, atMost, ofEach, isInOrder, isOneOfRepo, leaseSeconds];
    const items: WorkItem<Payload>[] = await this.source.query(CLAIM, [...places, this.clock.now(), orgId, lane]);
    const last = items.at(-1);
    if (last) this.last.set(name, last);
    return items;
  }

  /** Settles items of all organizations by one statement; those whose lease has ended stay as they are. */
  async settle(settlements: readonly Settlement[]): Promise<void> {
    await this.source.query(SETTLE, toValues(settlements));
  }

  /** As `settle`, inside the open tenant transaction; false where the lease has ended. */
  async settleWithin(item: WorkItem, nextAt: Date | null): Promise<boolean> {
    return (await this.settleManyWithin(item.orgId, [{ item, nextAt }])).length > 0;
  }

  /** As `settle`, inside the open tenant transaction; answers those whose lease was still ours. */
  async settleManyWithin<One extends Settlement>(orgId: OrgId, settlements: readonly One[]): Promise<One[]> {
    const rows: { lease: string }[] = await this.tenant.manager(orgId).query(SETTLE, toValues(settlements));
    const ours = new Set(rows.map(({ lease }) => lease));
    return settlements.filter(({ item }) => ours.has(item.lease));
  }

  /** Renews the lease and locks it to the end of the open tenant transaction; false where it has ended. */
  async renewWithin({ orgId, id, lease }: WorkItem, leaseSeconds: number): Promise<boolean> {
    const until = new Date(this.clock.now().getTime() + leaseSeconds * 1_000);
    const [, count]: [unknown, number] = await this.tenant
      .manager(orgId)
      .query('UPDATE work_items SET due_at = $4 WHERE org_id = $1 AND id = $2 AND lease = $3', [
        orgId,
        id,
        lease,
        until,
      ]);
    return count > 0;
  }

  /** Ends claimed items of which nothing is left. @param found what claimed items are about, as far as it is there */
  async endGone(items: readonly WorkItem[], found: readonly { readonly item: WorkItem }[]): Promise<void> {
    const known = new Set(found.map(({ item }) => item));
    const gone = items.filter((item) => !known.has(item));
    if (gone.length > 0) await this.settle(gone.map((item) => ({ item, nextAt: null })));
  }

  /** Moves the end of the leases; answers the items whose lease is still ours. */
  async renew<Item extends WorkItem>(items: readonly Item[], leaseSeconds: number): Promise<Item[]> {
    const until = new Date(this.clock.now().getTime() + leaseSeconds * 1_000);
    const leases: { lease: string }[] = await this.source.query(RENEW, [...toPlaces(items), until]);
    const ours = new Set(leases.map(({ lease }) => lease));
    return items.filter(({ lease }) => ours.has(lease));
  }

  /** Gives up items, which are due at once and may have been begun. */
  async release(items: readonly WorkItem[]): Promise<void> {
    await this.renew(items, 0);
  }
}

const toPlaces = (items: readonly WorkItem[]) => [
  items.map(({ orgId }) => orgId),
  items.map(({ id }) => id),
  items.map(({ lease }) => lease),
];

const toValues = (settlements: readonly Settlement[]) => [
  ...toPlaces(settlements.map(({ item }) => item)),
  settlements.map(({ nextAt }) => nextAt),
];

import { Injectable } from '@nestjs/common';
import { LONGEST_STACK } from '../../../domain/base/stack.js';
import type { GateStatus } from '../../../domain/gate/decide-status.js';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { Clock } from '../../../platform/time/clock.js';
import { IS_SHOWN_OF_PULL } from './newest-of-line.js';
import { isOpen } from './pull-request.js';

/** A pull request of a stack, with its last scan. */
export interface StackedPullRequest {
  readonly number: number;
  readonly title: string | null;
  /** Null while the scan is pending. */
  readonly gateStatus: GateStatus | null;
  /** New findings as the gate counts them; null until completion. */
  readonly newTotal: number | null;
}

/** SQL of the values that name a pull request, and of the time. */
interface StackPlace {
  readonly orgId: string;
  readonly repoId: string;
  readonly number: string;
  readonly now: string;
}

/** Longest stack that is shown: several pull requests may be on top of one. */
const MOST_SHOWN = 50;

/**
 * Open pull requests of which one's target is the branch of another, the given one among them, from the final target upwards. One alone
 * is a stack of one. What comes twice, by a circle or by several heads of one name, is followed once at each place.
 */
export function selectStack({ orgId, repoId, number, now }: StackPlace): string {
  const opened = `SELECT pr.number, pr.title, pr.branch, pr.base_branch, pr.is_of_fork, pr.last_scan_id FROM pull_requests pr
    WHERE pr.org_id = ${orgId} AND pr.repo_id = ${repoId} AND ${isOpen(now)}`;
  const own = `SELECT own.*, 0 AS place FROM (${opened} AND pr.number = ${number}) AS own`;
  const isHead = (pull: string) => `NOT ${pull}.is_of_fork AND ${pull}.branch <>
    (SELECT s.default_branch FROM scans s WHERE s.org_id = ${orgId} AND s.id = ${pull}.last_scan_id)`;
  return `
  WITH RECURSIVE below AS (
    ${own}
    UNION
    SELECT next.*, below.place - 1
    FROM below CROSS JOIN LATERAL (
      ${opened} AND pr.branch = below.base_branch AND ${isHead('pr')} LIMIT ${MOST_SHOWN}) AS next
    WHERE below.place > -${LONGEST_STACK}
  ), above AS (
    ${own}
    UNION
    SELECT next.*, above.place + 1
    FROM above CROSS JOIN LATERAL (${opened} AND pr.base_branch = above.branch LIMIT ${MOST_SHOWN}) AS next
    WHERE above.place < ${LONGEST_STACK} AND ${isHead('above')}
  ), listed AS (
    SELECT DISTINCT ON (number) * FROM (
      SELECT number, title, place FROM below UNION ALL SELECT number, title, place FROM above) AS both_ways
    ORDER BY number, place
  )
  SELECT listed.number, listed.title,
    CASE WHEN s.state = 'pending' AND s.deadline_at <= ${now} THEN 'failed' ELSE s.gate_status END AS "gateStatus",
    s.new_total AS "newTotal"
  FROM listed LEFT JOIN LATERAL (
    SELECT s.* FROM scans s WHERE s.org_id = ${orgId} AND s.repo_id = ${repoId} AND s.pr_number = listed.number AND ${IS_SHOWN_OF_PULL}
    ORDER BY s.id DESC LIMIT 1) AS s ON true
  ORDER BY listed.place, listed.number LIMIT ${MOST_SHOWN}`;
}

/** Without a stack of one, which is none. */
export const asStack = (found: readonly StackedPullRequest[]): readonly StackedPullRequest[] =>
  found.length > 1 ? found : [];

/** The stack that an open pull request is in, inside the open tenant transaction. */
@Injectable()
export class StackReader {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly clock: Clock,
  ) {}

  /** From the final target upwards; empty where nothing is below or above it. */
  async listStack(orgId: OrgId, repoId: RepoId, number: number): Promise<readonly StackedPullRequest[]> {
    const text = selectStack({ orgId: '$1', repoId: '$2', number: '$3', now: '$4::timestamptz' });
    return asStack(await this.tenant.manager(orgId).query(text, [orgId, repoId, number, this.clock.now()]));
  }
}

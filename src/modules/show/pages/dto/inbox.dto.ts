import { ApiProperty } from '@nestjs/swagger';
import type { RuleName } from '../../../../domain/gate/policy.js';

/** The repository that an entry is about. */
export class InboxRepoDto {
  id!: number;
  name!: string;
}

/** A request that waits for a decision. */
export class InboxRequestDto {
  id!: number;
  /** Null for the acceptance of a problem. */
  rule!: RuleName | null;
  reason!: string;
  /** Null: the whole organization. */
  repo!: InboxRepoDto | null;
  pr_number!: number | null;
  /** Null if the person no longer exists. */
  requested_by!: string | null;
  @ApiProperty({ type: 'string', format: 'date-time' })
  created_at!: string;
}

/** A pull request of the person whose last scan failed. */
export class InboxFailingDto {
  repo!: InboxRepoDto;
  pr_number!: number;
  title!: string | null;
  scan_id!: number;
  status!: 'failed' | 'timed_out';
  /** Rules that are violated. */
  failing_rules!: string[];
  /** Time of the verdict. */
  @ApiProperty({ type: 'string', format: 'date-time' })
  at!: string;
}

/** A waiver, or the acceptance of a problem, that ends within a week. */
export class InboxEndingDto {
  kind!: 'waiver' | 'acceptance';
  /** Id of the waiver or of the problem. */
  id!: number;
  /** Null for the acceptance of a problem. */
  rule!: RuleName | null;
  reason!: string;
  /** Null: the whole organization. */
  repo!: InboxRepoDto | null;
  @ApiProperty({ type: 'string', format: 'date-time' })
  ends_at!: string;
}

/** A connection that does not work. */
export class InboxConnectionDto {
  kind!: 'forge' | 'webhook';
  id!: number;
  /** Name of the connection, or address of the webhook. */
  name!: string;
  /** `state` of the connection, or `disabled_reason` of the webhook. @example unreachable */
  state!: string;
}

/** Things that wait for a person, one kind after the other. */
export class InboxDto {
  /** Requests of other people, for administrators; newest first. */
  requests!: InboxRequestDto[];
  /** Most recently scanned first. */
  failing!: InboxFailingDto[];
  /** The caller's own, or all for administrators; those that end soonest come first. */
  ending!: InboxEndingDto[];
  /** For administrators. */
  connections!: InboxConnectionDto[];
  /** Number of entries on all pages. At most 200 of each kind are counted. */
  total!: number;
  next_cursor!: string | null;
}

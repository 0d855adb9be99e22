import { IsOptional } from 'class-validator';
import type { RepoId } from '../../../../domain/ids.js';
import { MAX_PAGE } from '../../../../platform/validation/page-query.dto.js';
import {
  QueryChoice,
  QueryId,
  QueryInstant,
  QueryInteger,
  QueryLastInstant,
  QueryText,
} from '../../../../platform/validation/query-fields.js';

/** Filter, format and page of the audit log. */
export class AuditQueryDto {
  /** The actor: `user:12`, `api_key:7`, an id, a type, or a name such as an email address. */
  @IsOptional()
  @QueryText(320)
  actor?: string;

  /** The action, e.g. `policy.updated`. */
  @IsOptional()
  @QueryText(100)
  action?: string;

  /** The target: `waiver:8`, an id, or a type. */
  @IsOptional()
  @QueryText(100)
  target?: string;

  /** Entries about this repository. */
  @IsOptional()
  @QueryId()
  repo_id?: RepoId;

  /** Entries at or after this time, or from the start of this day in UTC. */
  @IsOptional()
  @QueryInstant()
  from?: Date;

  /** Entries at or before this time, or until the end of this day in UTC. */
  @IsOptional()
  @QueryLastInstant()
  to?: Date;

  /** `json`: a page; `csv`: all matching entries, unless `limit` is given. */
  @IsOptional()
  @QueryChoice(['json', 'csv'])
  format?: 'json' | 'csv';

  /** Entries per page. Default: 50; in CSV, all entries. */
  @IsOptional()
  @QueryInteger(1, MAX_PAGE)
  limit?: number;

  /**
   * Sealed entries after this id, oldest first, for an archive that reads the whole log. 0: from the beginning. Only as
   * JSON.
   */
  @IsOptional()
  @QueryInteger(0, 999_999_999_999_999)
  after?: number;

  /** The `next_cursor` of the previous page. */
  @IsOptional()
  @QueryText(1000)
  cursor?: string;
}

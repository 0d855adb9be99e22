import { IsOptional } from 'class-validator';
import type { RepoId } from '../../../domain/ids.js';
import { MAX_PAGE } from '../../../platform/validation/page-query.dto.js';
import {
  QueryChoice,
  QueryId,
  QueryInstant,
  QueryInteger,
  QueryLastInstant,
  QueryText,
} from '../../../platform/validation/query-fields.js';

/** Which entries of the audit log, and how. */
export class AuditQueryDto {
  /** Who: `user:12`, `api_key:7`, an id, a type, or a name such as an email address. */
  @IsOptional()
  @QueryText(320)
  actor?: string;

  /** What was done, e.g. `policy.updated`. */
  @IsOptional()
  @QueryText(100)
  action?: string;

  /** To what: `waiver:8`, an id, or a type. */
  @IsOptional()
  @QueryText(100)
  target?: string;

  /** Entries that concern this repository. */
  @IsOptional()
  @QueryId()
  repo_id?: RepoId;

  /** Not before this time, or this day in UTC. */
  @IsOptional()
  @QueryInstant()
  from?: Date;

  /** Not after this time, or this day in UTC. */
  @IsOptional()
  @QueryLastInstant()
  to?: Date;

  /** `json`, a page; or `csv`, all that match unless `limit` is given. */
  @IsOptional()
  @QueryChoice(['json', 'csv'])
  format?: 'json' | 'csv';

  /** How many entries; 50 unless given, and in CSV all. */
  @IsOptional()
  @QueryInteger(1, MAX_PAGE)
  limit?: number;

  /** The `next_cursor` of the page before. */
  @IsOptional()
  @QueryText(1000)
  cursor?: string;
}

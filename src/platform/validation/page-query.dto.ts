import { IsOptional } from 'class-validator';
import { QueryInteger, QueryText } from './query-fields.js';

export const MAX_PAGE = 200;
export const DEFAULT_PAGE = 50;
/** A key holds one path at most, of 1,000 characters: up to three bytes each, and a third more as base64url. */
export const MAX_CURSOR = 6000;

/** Page of a list. */
export class PageQueryDto {
  /** Entries per page. */
  @IsOptional()
  @QueryInteger(1, MAX_PAGE)
  limit: number = DEFAULT_PAGE;

  /** The `next_cursor` of the previous page. */
  @IsOptional()
  @QueryText(MAX_CURSOR)
  cursor?: string;
}

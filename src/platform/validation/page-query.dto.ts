import { IsOptional } from 'class-validator';
import { QueryInteger, QueryText } from './query-fields.js';

export const MAX_PAGE = 200;
export const DEFAULT_PAGE = 50;

/** Which page of a list. */
export class PageQueryDto {
  /** How many entries a page holds. */
  @IsOptional()
  @QueryInteger(1, MAX_PAGE)
  limit: number = DEFAULT_PAGE;

  /** The `next_cursor` of the page before. */
  @IsOptional()
  @QueryText(1000)
  cursor?: string;
}

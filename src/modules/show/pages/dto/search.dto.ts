import { QueryText } from '../../../../platform/validation/query-fields.js';

export const SEARCH_KINDS = ['repository', 'pull_request', 'file', 'rule'] as const;

/** Text to search for. */
export class SearchQueryDto {
  /**
   * Beginning of a name, a word of a title, or a part of a path, ignoring case. Fewer than 2 characters match nothing.
   */
  @QueryText(200, 0)
  q!: string;
}

/** Something that a search found. */
export class SearchResultDto {
  kind!: (typeof SEARCH_KINDS)[number];
  /** @example "src/cart.ts" */
  title!: string;
  /** Where it was found: in the repository, or on its default branch. @example "acme/web" */
  detail!: string;
  /** Page of the dashboard. @example "/repos/7" */
  path!: string;
}

/** Results of a search, at most 20. */
export class SearchResultsDto {
  results!: SearchResultDto[];
}

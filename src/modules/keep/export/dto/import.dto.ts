import { IsOptional, Matches } from 'class-validator';
import { QueryText } from '../../../../platform/validation/query-fields.js';
import { SLUG, SLUG_FAULT } from '../../../../platform/validation/slug.js';

/** Choices of an import. */
export class ImportQueryDto {
  /** Slug of the new organization. Default: the slug in the export, with a number appended if it is taken. */
  @IsOptional()
  @QueryText(63)
  @Matches(SLUG, { message: SLUG_FAULT })
  slug?: string;
}

/** An organization that was imported. */
export class ImportedDto {
  /** Id of the job, for `GET /jobs/{id}`; it belongs to the organization of the caller. */
  job_id!: number;
  /** The new organization, for `X-Org-Id`. */
  org_id!: number;
  slug!: string;
  /**
   * Webhooks and forges that are disabled because requests to their addresses are not allowed, each with the reason.
   */
  warnings!: string[];
}

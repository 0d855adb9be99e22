import { IsOptional } from 'class-validator';
import { QueryChoice, QueryText } from '../../../../platform/validation/query-fields.js';

/** Forms of a badge. */
export const BADGE_STYLES = ['flat', 'flat-square'] as const;
export type BadgeStyle = (typeof BADGE_STYLES)[number];

/** Query parameters of a badge's data. */
export class BadgeDataQueryDto {
  /** A branch. Default: the default branch. */
  @IsOptional()
  @QueryText(255)
  branch?: string;

  /** Text on the left of the badge. */
  @IsOptional()
  @QueryText(64)
  label?: string;
}

/** Query parameters of a badge's image. */
export class BadgeQueryDto extends BadgeDataQueryDto {
  /** Style of the image. */
  @IsOptional()
  @QueryChoice(BADGE_STYLES)
  style: BadgeStyle = 'flat';
}

/** Addresses of a repository's badges. */
export class BadgeDto {
  /**
   * The badge of the quality gate; `coverage.svg`, `reliability.svg` and `maintainability.svg` are at the same path,
   * each also as `.json`.
   *
   * @example 'https://gate.example.org/api/badges/AAAAAAABAAAAAAAHAAAAAGQ0bLq2kXb0Zf3mT1sVwQc/gate.svg'
   */
  url!: string;

  /**
   * The badge as Markdown, with a link to the repository's page.
   *
   * @example '[![Quality gate](https://gate.example.org/api/badges/AAAAAAABAAAAAAAHAAAAAGQ0bLq2kXb0Zf3mT1sVwQc/gate.svg)](https://gate.example.org/repos/7)'
   */
  markdown!: string;
}

/** A badge as data, in the form that shields.io reads. */
export class BadgeDataDto {
  /** @example 1 */
  schemaVersion!: number;

  /** @example 'quality gate' */
  label!: string;

  /** @example 'passed' */
  message!: string;

  /** @example 'brightgreen' */
  color!: string;
}

import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  Validate,
  ValidateNested,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { hasControls } from '../../../../domain/scanning/control-characters.js';
import { InPieces } from '../../../../platform/validation/in-pieces.js';

const MAX_INT = 2_147_483_647;

@ValidatorConstraint({ name: 'toolVersions' })
class ToolVersions implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const entries = Object.entries(value);
    return (
      entries.length <= 100 &&
      entries.every(
        ([name, version]) =>
          name.length <= 200 && typeof version === 'string' && version.length <= 200 && !hasControls(name + version),
      )
    );
  }

  defaultMessage(): string {
    return 'must map at most 100 tool names to versions of at most 200 characters without control characters';
  }
}

/** A tool that ran. A version in its report takes precedence. */
export class NamedToolDto {
  @IsString()
  @Length(1, 200)
  tool!: string;

  @IsOptional()
  @IsString()
  @Length(1, 200)
  version?: string | null;

  /** A digest that is equal if the configuration is equal; any text without spaces. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  config_digest?: string | null;
}

/** Measures of the whole code base, taken by the scanner. */
export class ScanMetricsDto {
  /** Duplicated lines as a percentage of all lines. */
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(100)
  duplication_pct?: number | null;

  /** Duplicated lines; used if no report counts them. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  duplicated_lines?: number | null;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_INT)
  files_parsed?: number | null;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(MAX_INT)
  files_skipped?: number | null;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  lines_of_code?: number | null;

  /** Versions by tool, e.g. `{"lizard": "1.17.13"}`. */
  @IsOptional()
  @Validate(ToolVersions)
  tool_versions?: Record<string, string> | null;

  /** The tools with their versions and a digest of their configuration files. Version and digest distinguish runs. */
  @IsOptional()
  @IsObject({ each: true })
  @ArrayMaxSize(100)
  @IsArray()
  @InPieces(() => NamedToolDto)
  tools?: NamedToolDto[] | null;
}

/** The end of the uploads: the verdict may be given. */
export class CompleteScanDto {
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => ScanMetricsDto)
  metrics?: ScanMetricsDto | null;

  /**
   * The text of the repository's own policy file. A file with more than 64 KB, 20 levels or 2,000 keys and values, or
   * with an alias, is ignored with a warning.
   */
  @IsOptional()
  @IsString()
  policy_file?: string | null;

  /** The scan of an identical tree whose reports it uses, as named by `reusable` when this scan was created. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  reuse?: number | null;
}

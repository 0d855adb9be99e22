import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min, ValidateBy, ValidateIf } from 'class-validator';
import { type Quota, QUOTAS } from '../../../../domain/quota.js';

const RANGE = { minimum: 0, maximum: Number.MAX_SAFE_INTEGER };

/** A limit of a quota: a whole number; null, or left out, where none is given. */
const IsLimit = (description?: string) =>
  applyDecorators(
    ValidateIf((_, value) => value != null),
    IsInt(),
    Min(RANGE.minimum),
    Max(RANGE.maximum),
    ApiProperty({ type: 'integer', nullable: true, required: false, ...RANGE, ...(description && { description }) }),
  );

/** No other fields than quotas: a misspelt one must not be ignored. */
export const HasQuotasAlone = () =>
  ValidateBy({
    name: 'hasQuotasAlone',
    validator: {
      validate: (value) => Object.keys((value ?? {}) as object).every((key) => QUOTAS.includes(key as Quota)),
      defaultMessage: () => `must only name ${QUOTAS.join(', ')}`,
    },
  });

/** Limits to set; null returns to the default of the service, an omitted one stays. */
export class UpdateQuotasDto {
  @IsLimit()
  repositories?: number | null;

  @IsLimit('API keys that are neither revoked nor expired.')
  api_keys?: number | null;

  @IsLimit()
  webhooks?: number | null;

  @IsLimit('Scans that begin on one day in UTC.')
  scans_per_day?: number | null;

  @IsLimit('Bytes of findings and coverage.')
  stored_bytes?: number | null;

  @IsLimit('Uploads at the same time, in each process of the service.')
  concurrent_uploads?: number | null;

  @IsLimit('Invitations within 24 hours.')
  invitations_per_day?: number | null;
}

/** A quota and its use. */
export class QuotaDto {
  limit!: number;
  used!: number;
}

/** Quotas of the organization, and how much of each it uses. */
export class QuotasDto {
  repositories!: QuotaDto;
  api_keys!: QuotaDto;
  webhooks!: QuotaDto;
  scans_per_day!: QuotaDto;
  stored_bytes!: QuotaDto;
  concurrent_uploads!: QuotaDto;
  invitations_per_day!: QuotaDto;
}

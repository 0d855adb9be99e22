import { IsString, Length, Matches, ValidateIf } from 'class-validator';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';

/** The field may be absent; unlike with `@IsOptional()`, a null is judged by the other rules. */
export const MayBeLeftOut = () => ValidateIf((_, value) => value !== undefined);

/** A name for people to read: 1 to `max` characters, not only blanks. */
export const IsName = (max: number) =>
  applyDecorators(
    IsString(),
    Length(1, max),
    Matches(/\S/, { message: 'must not be blank' }),
    ApiProperty({ type: 'string', minLength: 1, maxLength: max, pattern: '\\S' }),
  );

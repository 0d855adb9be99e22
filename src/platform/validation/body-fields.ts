import { IsString, Length, Matches, ValidateIf } from 'class-validator';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';

/** The field may be absent; unlike with `@IsOptional()`, a null is judged by the other rules. */
export const MayBeLeftOut = () => ValidateIf((_, value) => value !== undefined);

/** A text for people to read: 1 to `max` characters, not only blanks. */
export const IsReadableText = (max: number) =>
  // Applied one after another: what is looked at first comes last, as with decorators that stand below each other.
  applyDecorators(Matches(/\S/, { message: 'must not be blank' }), Length(1, max), IsString());

/** A name for people to read, and in the API document. */
export const IsName = (max: number) =>
  applyDecorators(IsReadableText(max), ApiProperty({ type: 'string', minLength: 1, maxLength: max, pattern: '\\S' }));

import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, Matches, ValidateBy, ValidateIf, type ValidationOptions } from 'class-validator';

/** The field may be absent; unlike with `@IsOptional()`, a null is judged by the other rules. */
export const MayBeLeftOut = () => ValidateIf((_, value) => value !== undefined);

/** As `hasVisibleText` of domain/scanning, of which the platform takes no functions. */
const VISIBLE = /[^\s\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** A text for people to read: 1 to `max` characters, of which they see some. */
export const IsReadableText = (max: number) =>
  // Applied one after another: what is looked at first comes last, as with decorators that stand below each other.
  applyDecorators(Matches(VISIBLE, { message: 'must not be blank' }), Length(1, max), IsString());

/** As `hasControls` of domain/scanning, of which the platform takes no functions. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROLS = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** No control characters, neither of terminals nor of bidirectional text: what is shown must read as it is. */
export const HasNoControls = (options?: ValidationOptions) =>
  ValidateBy(
    {
      name: 'hasNoControls',
      validator: {
        validate: (value) => typeof value !== 'string' || !CONTROLS.test(value),
        defaultMessage: () => 'must not contain control characters',
      },
    },
    options,
  );

/** A name for people to read, and in the API document. */
export const IsName = (max: number) =>
  applyDecorators(
    HasNoControls(),
    IsReadableText(max),
    ApiProperty({ type: 'string', minLength: 1, maxLength: max, pattern: '\\S' }),
  );

export const isWebAddress = (value: unknown): value is string =>
  typeof value === 'string' && URL.canParse(value) && ['http:', 'https:'].includes(new URL(value).protocol);

/** A link for people to follow, which no page can be made to run. */
export const IsWebAddress = () =>
  ValidateBy({
    name: 'isWebAddress',
    validator: {
      validate: isWebAddress,
      defaultMessage: () => 'must be a URL that begins with https:// or http://',
    },
  });

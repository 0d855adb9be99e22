import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { IsString, Length, ValidateBy } from 'class-validator';
import parseAddresses from 'nodemailer/lib/addressparser';

/** An address as it is written in a header, without quotes. */
const PLAIN_ADDRESS = /^[^\s@<>()[\]\\,;:"\p{Cc}\p{Cf}]+@[^\s@<>()[\]\\,;:"\p{Cc}\p{Cf}]+$/u;

/** True where a mail to the text goes to this address alone: plain, and read so by the library that sends mails. */
export function isMailAddress(text: string): boolean {
  if (!PLAIN_ADDRESS.test(text)) return false;
  const [parsed, ...more] = parseAddresses(text);
  return more.length === 0 && parsed !== undefined && 'address' in parsed && parsed.address === text;
}

/** An address that mails are sent to. */
export const IsMailAddress = () =>
  applyDecorators(
    ValidateBy({
      name: 'isMailAddress',
      validator: {
        validate: (value) => typeof value !== 'string' || isMailAddress(value),
        defaultMessage: () => 'must be an email address, such as jane@example.org',
      },
    }),
    Length(3, 254),
    IsString(),
    ApiProperty({ type: 'string', minLength: 3, maxLength: 254, pattern: '^[^\\s@]+@[^\\s@]+$' }),
  );

import { applyDecorators } from '@nestjs/common';
import { ValidateBy } from 'class-validator';
import { hasLink, hasUnwritable } from '../../../../domain/mail/plain-name.js';
import { IsName } from '../../../../platform/validation/body-fields.js';

/** As `IsName`, of people and organizations: mails have the name, and it must lead nowhere there. */
export const IsNameInMails = (max: number) => {
  const rule = (name: string, breaks: (value: string) => boolean, message: string) =>
    ValidateBy({
      name,
      validator: {
        // a longer one is refused by its length
        validate: (value) => typeof value !== 'string' || value.length > max || !breaks(value),
        defaultMessage: () => message,
      },
    });
  return applyDecorators(
    rule(
      'hasNoLinks',
      hasLink,
      'must not contain a web address (no //, www. or host with a path; put a space after a colon)',
    ),
    rule('hasNoInvisibles', hasUnwritable, 'must not contain line separators or invisible characters'),
    IsName(max),
  );
};

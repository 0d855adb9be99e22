import { type ArgumentMetadata, ValidationPipe, type ValidationError } from '@nestjs/common';
import { type FieldError, ValidationFailed } from '../errors/app-error.js';

/**
 * Bodies and queries become DTO instances; unknown properties are dropped; all bad fields are named at once. Path
 * parameters are left to their own pipes as the text that they are: converted to numbers first, `012` would pass for 12.
 */
class RequestValidationPipe extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'param') return Promise.resolve(value);
    return super.transform(metadata.type === 'query' ? withoutBrackets(value) : value, metadata);
  }
}

/** The name of a parameter in front of a bracket; what every object has is no parameter of ours. */
const BRACKETED = /^(?!constructor\[)([a-z][a-z_]*)\[/;

/** `repo_id[]=8` and `repo_id[0]=8` are other spellings of a list, and refused like a `repo_id` that is repeated. */
function withoutBrackets(query: unknown): unknown {
  if (typeof query !== 'object' || query === null) return query;
  const lists = Object.keys(query).flatMap((name) => BRACKETED.exec(name)?.[1] ?? []);
  return lists.length === 0 ? query : { ...query, ...Object.fromEntries(lists.map((name) => [name, []])) };
}

export function createRequestValidationPipe(): ValidationPipe {
  return new RequestValidationPipe({
    transform: true,
    whitelist: true,
    forbidUnknownValues: false,
    exceptionFactory: (errors) => new ValidationFailed(flatten(errors)),
  });
}

/**
 * class-validator's tree as a flat list; `field` is the dotted path on the wire. Of all that is wrong with a field the
 * decorator that stands first tells, which is the last to be applied: text where a number belongs is no number, before
 * it is none up to 100.
 */
function flatten(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const field = parent === '' ? error.property : `${parent}.${error.property}`;
    const own = Object.values(error.constraints ?? {}).at(-1);
    return own === undefined ? flatten(error.children ?? [], field) : [{ field, message: sentence(own) }];
  });
}

/** class-validator begins its messages with the property's name, which stands in `field` already. */
const sentence = (message: string): string => message.replace(/^\S+ (must|should)/, '$1');

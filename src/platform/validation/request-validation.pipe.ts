import { type ArgumentMetadata, ValidationPipe, type ValidationError } from '@nestjs/common';
import { type FieldError, ValidationFailed } from '../errors/app-error.js';

/**
 * Bodies and queries become DTO instances; unknown properties are dropped; all bad fields are named at once. Path
 * parameters are left to their own pipes as the text that they are: converted to numbers first, `012` would pass for 12.
 */
class RequestValidationPipe extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'param') return Promise.resolve(value);
    return super.transform(metadata.type === 'body' ? withoutConstructors(value) : value, metadata);
  }
}

/** class-transformer takes what is called `constructor` within a value for the class that is to be made of it. */
function withoutConstructors(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutConstructors);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'constructor');
  return Object.fromEntries(entries.map(([key, held]) => [key, withoutConstructors(held)]));
}

export function createRequestValidationPipe(): ValidationPipe {
  return new RequestValidationPipe({
    transform: true,
    whitelist: true,
    stopAtFirstError: true,
    forbidUnknownValues: false,
    exceptionFactory: (errors) => new ValidationFailed(flatten(errors)),
  });
}

/** class-validator's tree as a flat list; `field` is the dotted path on the wire. */
function flatten(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const field = parent === '' ? error.property : `${parent}.${error.property}`;
    const own = Object.values(error.constraints ?? {}).map((message) => ({ field, message: sentence(message) }));
    return [...own, ...flatten(error.children ?? [], field)];
  });
}

/** class-validator begins its messages with the property's name, which stands in `field` already. */
const sentence = (message: string): string => message.replace(/^\S+ (must|should)/, '$1');

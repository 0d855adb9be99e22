import { type ArgumentMetadata, ValidationPipe, type ValidationError } from '@nestjs/common';
import { type FieldError, ValidationFailed } from '../errors/app-error.js';

/**
 * Bodies and queries become DTO instances; unknown properties are dropped; all bad fields are named at once. Path
 * parameters are left to their own pipes as the text that they are: converted to numbers first, `012` would pass for 12.
 */
class RequestValidationPipe extends ValidationPipe {
  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    return metadata.type === 'param' ? Promise.resolve(value) : super.transform(value, metadata);
  }
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

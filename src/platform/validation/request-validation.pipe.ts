import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ArgumentMetadata, type Type, type ValidationError, ValidationPipe } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import type { ValidatorOptions } from 'class-validator';
import type { FieldError } from '../../domain/exact/field-error.js';
import { ValidationFailed } from '../errors/app-error.js';
import { entryTypeOf } from './in-pieces.js';
import { refuseUnknownFields } from './known-fields.js';

/** Entries that are validated in one turn of the event loop, in some 2 ms where they are bad. */
const ENTRIES_A_TURN = 20;
/** Bad entries of a list that are named: their errors take more time than the entries. */
const MAX_BAD_ENTRIES = 100;

/**
 * Bodies and queries become DTO instances; unknown properties are dropped, or refused where the DTO says so; all bad fields are named at once. Path
 * parameters are left to their own pipes as the text that they are: converted to numbers first, `012` would pass for 12.
 */
class RequestValidationPipe extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.type === 'param') return value;
    if (metadata.type === 'body' && metadata.metatype) refuseUnknownFields(value, metadata.metatype);
    return super.transform(metadata.type === 'query' ? withoutBrackets(value) : value, metadata);
  }

  protected override async validate(dto: object, options?: ValidatorOptions): Promise<ValidationError[]> {
    const errors = await super.validate(dto, options);
    return [...errors, ...(await this.validatePieces(dto, options))];
  }

  /** Makes DTOs of the entries of lists in pieces; answers their errors. */
  private async validatePieces(holder: object, options?: ValidatorOptions): Promise<ValidationError[]> {
    const errors: ValidationError[] = [];
    for (const [property, value] of Object.entries(holder)) {
      const type = entryTypeOf(holder, property);
      let children: ValidationError[] = [];
      if (Array.isArray(value)) children = type === undefined ? [] : await this.validateEntries(value, type, options);
      else if (isObject(value)) children = await this.validatePieces(value, options);
      if (children.length > 0) errors.push({ property, children });
    }
    return errors;
  }

  /** Errors of the first entries that are not valid. Lists within the list are left to its own rules. */
  private async validateEntries(
    entries: unknown[],
    type: Type,
    options?: ValidatorOptions,
  ): Promise<ValidationError[]> {
    const errors: ValidationError[] = [];
    for (const [at, entry] of entries.entries()) {
      if (errors.length === MAX_BAD_ENTRIES) break;
      if (at % ENTRIES_A_TURN === ENTRIES_A_TURN - 1) await nextTurn();
      const property = String(at);
      if (!isObject(entry)) errors.push({ property, constraints: { nestedValidation: NO_OBJECT } });
      else if (!Array.isArray(entry)) {
        const dto = plainToInstance(type, entry) as object;
        entries[at] = dto;
        const children = await super.validate(dto, options);
        if (children.length > 0) errors.push({ property, children: [...children] });
      }
    }
    return errors;
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

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
 * Flattens class-validator's tree into a list; `field` is the dotted path in the request. Each field reports one error,
 * that of its first decorator, which runs last: text where a number belongs is reported as no number, not as a number
 * over 100.
 */
function flatten(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap((error) => {
    const field = parent === '' ? error.property : `${parent}.${error.property}`;
    const { nestedValidation, ...others } = error.constraints ?? {};
    const own = Object.values(others).at(-1) ?? (nestedValidation && NO_OBJECT);
    const children = error.children ?? [];
    // When one entry of a list is no object, the other entries' errors are reported as well; an object that should be a
    // list has no entries.
    const told = own === undefined ? children : children.filter(({ property }) => ENTRY.test(property));
    const within = flatten(told, field);
    return own === undefined ? within : [{ field, message: sentence(own) }, ...within];
  });
}

/** The place of an entry in its list, which class-validator calls a property, too. */
const ENTRY = /^\d+$/;

/** class-validator words this fault "either object or array"; no nested object of ours may be a list. */
const NO_OBJECT = 'must be an object';

/** class-validator begins its messages with the property's name, which `field` already has. */
const sentence = (message: string): string => message.replace(/^\S+ (must|should)/, '$1');

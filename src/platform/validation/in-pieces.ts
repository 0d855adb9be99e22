import type { Type } from '@nestjs/common';

/** Types of entries, by the DTO that holds their list and its name there. */
const ENTRY_TYPES = new Map<unknown, Map<string | symbol, () => Type>>();

/**
 * A list of DTOs whose entries are validated a few in each turn of the event loop, instead of `@ValidateNested`: class-validator takes some
 * 15 us for each, also for those of a list that is too long.
 */
export const InPieces =
  (type: () => Type): PropertyDecorator =>
  ({ constructor }, name) => {
    const types = ENTRY_TYPES.get(constructor) ?? new Map<string | symbol, () => Type>();
    ENTRY_TYPES.set(constructor, types.set(name, type));
  };

/** The type of the entries of a list in a DTO; undefined where they are not validated in pieces. */
export const entryTypeOf = (holder: object, name: string): Type | undefined =>
  ENTRY_TYPES.get(holder.constructor)?.get(name)?.();

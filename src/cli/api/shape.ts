/**
 * Shape that an answer of the service needs for qgate to read it: a kind, a list of one shape, or the fields of an object.
 * Fields that a shape does not name may be anything.
 */
export type Shape = 'text' | 'number' | 'switch' | 'anything' | { readonly list: Shape } | Optional | Fields;
interface Optional {
  readonly optional: Shape;
}
interface Fields {
  readonly fields: Readonly<Record<string, Shape>>;
}

const TYPES: Readonly<Record<string, string>> = { text: 'string', number: 'number', switch: 'boolean' };

/** True where a value has a shape. */
export function fits(value: unknown, shape: Shape): boolean {
  if (shape === 'anything') return true;
  if (typeof shape === 'string') return typeof value === TYPES[shape];
  if ('optional' in shape) return value === undefined || value === null || fits(value, shape.optional);
  if ('list' in shape) return Array.isArray(value) && value.every((each) => fits(each, shape.list));
  return isObject(value) && Object.entries(shape.fields).every(([name, field]) => fits(value[name], field));
}

/** A value that may be absent or null. */
export const optional = (shape: Shape): Shape => ({ optional: shape });

/** An object with at least these fields. */
export const fields = (shapes: Fields['fields']): Shape => ({ fields: shapes });

/** A list, which a service of an earlier version may leave out. */
export const optionalList = (shape: Shape): Shape => optional({ list: shape });

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

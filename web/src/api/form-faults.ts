import { failureWords, problemOf, type RefusedField } from './problem';

/** Fault of a form's field, in the service's words; undefined where it has none. Parts of a field count as the field. */
export const fieldFault = (error: unknown, field: string): string | undefined =>
  refusedFields(error).find((each) => isOf(each.field, field))?.message;

/** Words on a failure that none of a form's fields shows; null where each fault has its field. */
export function formFailure(error: unknown, fields: readonly string[]): string | null {
  const refused = refusedFields(error);
  if (refused.length === 0) return failureWords(error);
  const others = refused.filter(({ field }) => !fields.some((each) => isOf(field, each)));
  return others.length === 0 ? null : others.map(({ field, message }) => `${field} ${message}`).join('; ');
}

const refusedFields = (error: unknown): readonly RefusedField[] =>
  error == null ? [] : (problemOf(error).extra.errors ?? []);

const isOf = (named: string, field: string): boolean => named === field || named.startsWith(`${field}.`);

import { isUtf8 } from 'node:buffer';
import { ValidationFailed } from '../errors/app-error.js';
import { isStorableText } from './text.js';

/** Content of a cursor: the sort key of the last row on the page. */
export type CursorKey = readonly (string | number)[];

/** A page of a list, and the cursor of the next one; null on the last page. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** The opaque text that a client hands back to go on after `key`. */
export function encodeCursor(key: CursorKey): string {
  return Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');
}

/**
 * The key in a cursor; null for the first page.
 *
 * @param isKey whether the key fits the list: a client may send anything
 * @throws ValidationFailed when it is not a cursor of this list
 */
export function decodeCursor<Key extends CursorKey>(
  cursor: string | undefined,
  isKey: (key: unknown) => key is Key,
): Key | null {
  if (cursor === undefined) return null;
  const key = parse(cursor);
  if (!isKey(key)) throw new ValidationFailed([{ field: 'cursor', message: 'must be a next_cursor of this list' }]);
  return key;
}

function parse(cursor: string): unknown {
  const bytes = Buffer.from(cursor, 'base64url');
  if (!isUtf8(bytes) || bytes.toString('base64url') !== cursor) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** The cursor of lists that are sorted by id alone. */
export const encodeIdCursor = (id: number): string => encodeCursor([id]);

/** The id after (or before) which the next page begins; null for the first page. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- names the brand that the caller means
export function decodeIdCursor<Id extends number>(cursor: string | undefined): Id | null {
  const key = decodeCursor(cursor, isIdKey);
  return key && (key[0] as Id);
}

const isIdKey = (key: unknown): key is readonly [number] =>
  Array.isArray(key) && key.length === 1 && Number.isSafeInteger(key[0]) && (key[0] as number) > 0;

/** The text after which the next page begins; null for the first page. The cursor of lists that are sorted by one text. */
export function decodeTextCursor(cursor: string | undefined): string | null {
  const key = decodeCursor(cursor, isTextKey);
  return key?.[0] ?? null;
}

const isTextKey = (key: unknown): key is readonly [string] =>
  Array.isArray(key) && key.length === 1 && typeof key[0] === 'string' && isStorableText(key[0]);

/** One page of `rows`, which were read with a limit of one more than the page holds. */
export function toPage<T>(rows: readonly T[], limit: number, keyOf: (row: T) => CursorKey): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}

import type { FakeAnswer } from './fake-forge.js';

export const string = { type: 'string' } as const;
export const integer = { type: 'integer' } as const;

/** Schema of an object with these keys and no others. */
export const object = (required: readonly string[], properties: object) => ({
  type: 'object',
  required,
  additionalProperties: false,
  properties,
});

export const ok = (body: unknown): FakeAnswer => ({ status: 200, body });
export const created = (body: unknown): FakeAnswer => ({ status: 201, body });

/** The entries of one page, as `page` and its size say. */
export function pageOf<Entry>(entries: readonly Entry[], page: string | undefined, size: string | undefined): Entry[] {
  const [number, most] = [Number(page ?? 1), Number(size ?? 30)];
  return entries.slice((number - 1) * most, number * most);
}

/** Rising ids, as those of a database. */
export class Ids {
  private last = 1_000;

  next(): number {
    this.last += 1;
    return this.last;
  }
}

/** A comment on a pull request. */
export interface FakeComment {
  readonly id: number;
  readonly number: number;
  readonly author: number;
  body: string;
}

/** Account that the fakes' only token belongs to, and somebody else's. */
export const OWN_ACCOUNT = 501;
export const OTHER_ACCOUNT = 777;
export const TOKEN = 'forge-token-of-tests';

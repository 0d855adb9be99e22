import type { QueryRunner } from 'typeorm';

/** A part of a function that an earlier migration made, as it was and as it is from now on; each occurrence of it. */
export type FunctionPart = readonly [name: string, before: string, after: string];

/** Replaces parts of functions, and keeps the rest of them as it is. */
export async function replaceParts(db: QueryRunner, parts: readonly FunctionPart[]): Promise<void> {
  for (const [name, before, after] of parts) {
    const rows = (await db.query('SELECT pg_get_functiondef($1::regproc) AS text', [name])) as { text: string }[];
    const { text } = rows[0]!;
    if (!text.includes(before)) throw new Error(`${name} lacks ${before}`);
    await db.query(text.replaceAll(before, () => after));
  }
}

/** Undoes such replacements: the parts for `down`. */
export const undone = (parts: readonly FunctionPart[]): FunctionPart[] =>
  parts.map(([name, before, after]): FunctionPart => [name, after, before]).reverse();

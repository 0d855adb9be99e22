import type { CursorKey } from '../../../platform/validation/cursor.js';

/** Entries of one kind, in a list that has those of several kinds one after the other. */
export interface Section<Kind extends string> {
  readonly kind: Kind;
  readonly count: number;
  keyAt(place: number): CursorKey;
  /** The place of the first entry behind a key. */
  placeAfter(key: CursorKey): number;
}

/** Entries of a kind that are on a page, from one place to before another. */
export interface Slice<Kind extends string> {
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
}

/** Key of an entry in the whole list: its kind, then its key in there. */
export type SectionKey<Kind extends string> = readonly [kind: Kind, ...key: CursorKey];

/** A page, and the key behind which the next one begins; null on the last page. */
export interface CutSections<Kind extends string> {
  readonly slices: readonly Slice<Kind>[];
  readonly next: SectionKey<Kind> | null;
}

/** Cuts a page of at most `limit` entries behind a key out of the list. */
export function cutSections<Kind extends string>(
  sections: readonly Section<Kind>[],
  limit: number,
  after: SectionKey<Kind> | null,
): CutSections<Kind> {
  const first = after === null ? 0 : sections.findIndex(({ kind }) => kind === after[0]);
  const slices: Slice<Kind>[] = [];
  let room = limit;
  for (const [index, section] of sections.slice(first).entries()) {
    const from = index === 0 && after !== null ? section.placeAfter(after.slice(1)) : 0;
    if (room === 0 && from < section.count) return { slices, next: lastKey(sections, slices) };
    const to = Math.min(section.count, from + room);
    if (to > from) slices.push({ kind: section.kind, from, to });
    room -= to - from;
    if (to < section.count) return { slices, next: lastKey(sections, slices) };
  }
  return { slices, next: null };
}

function lastKey<Kind extends string>(
  sections: readonly Section<Kind>[],
  slices: readonly Slice<Kind>[],
): SectionKey<Kind> {
  const { kind, to } = slices.at(-1)!;
  return [kind, ...sections.find((section) => section.kind === kind)!.keyAt(to - 1)];
}

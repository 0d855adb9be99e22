import { type Position, type Range } from 'vscode-languageserver/node';

/** A replaced part of a document, as an editor reports it. */
export interface DocumentEdit {
  readonly range: Range;
  readonly text: string;
}

const LINE_END = /\r\n|\n|\r/;

/** A range after an edit; null where the edit deleted all of it. */
export function moveRange(range: Range, edit: DocumentEdit): Range | null {
  const isInsertion = compare(edit.range.start, edit.range.end) === 0;
  // Text inserted right before the range is not part of it.
  const isPushed = isInsertion && compare(range.start, edit.range.start) === 0;
  const start = isPushed ? endOf(edit) : movePosition(range.start, edit);
  if (compare(range.start, range.end) === 0) return { start, end: start };
  const end = movePosition(range.end, edit);
  return compare(start, end) === 0 ? null : { start, end };
}

/** A range after several edits, in their order. */
export const moveThrough = (range: Range, edits: readonly DocumentEdit[]): Range | null =>
  edits.reduce<Range | null>((moved, edit) => moved && moveRange(moved, edit), range);

/** True where an edit touches the range. */
export const touches = (range: Range, edit: DocumentEdit): boolean =>
  compare(edit.range.start, range.end) <= 0 && compare(edit.range.end, range.start) >= 0;

/** The edits that make one text of another: its changed lines, replaced at once; none where no line changed. */
export function editsBetween(before: string, after: string): DocumentEdit[] {
  const [old, fresh] = [before.split(LINE_END), after.split(LINE_END)];
  const most = Math.min(old.length, fresh.length);
  let same = 0;
  while (same < most && old[same] === fresh[same]) same += 1;
  if (same === old.length && same === fresh.length) return [];
  let below = 0;
  while (below < most - same && old.at(-1 - below) === fresh.at(-1 - below)) below += 1;
  const lines = fresh.slice(same, fresh.length - below);
  const start = { line: same, character: 0 };
  if (below > 0) {
    const end = { line: old.length - below, character: 0 };
    return [{ range: { start, end }, text: lines.map((line) => `${line}\n`).join('') }];
  }
  const end = { line: old.length - 1, character: old.at(-1)!.length };
  if (same < most) return [{ range: { start, end }, text: lines.join('\n') }];
  // Lines were put behind the last one, or the last ones were taken away.
  const last = { line: same - 1, character: old[same - 1]!.length };
  return [{ range: { start: last, end }, text: lines.map((line) => `\n${line}`).join('') }];
}

/** A position behind the edit moves with the text; one within it goes to the end of the new text. */
function movePosition(position: Position, edit: DocumentEdit): Position {
  const { start, end } = edit.range;
  if (compare(position, start) <= 0) return position;
  const newEnd = endOf(edit);
  if (compare(position, end) < 0) return newEnd;
  return {
    line: position.line - end.line + newEnd.line,
    character: position.line === end.line ? position.character - end.character + newEnd.character : position.character,
  };
}

/** End of the new text. */
function endOf({ range: { start }, text }: DocumentEdit): Position {
  const lines = text.split(LINE_END);
  const last = lines.at(-1)!.length;
  return { line: start.line + lines.length - 1, character: lines.length === 1 ? start.character + last : last };
}

const compare = (one: Position, other: Position): number => one.line - other.line || one.character - other.character;

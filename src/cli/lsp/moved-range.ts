import { type Position, type Range } from 'vscode-languageserver/node';

/** A replaced part of a document, as an editor reports it. */
export interface DocumentEdit {
  readonly range: Range;
  readonly text: string;
}

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
  const lines = text.split(/\r\n|\n|\r/);
  const last = lines.at(-1)!.length;
  return { line: start.line + lines.length - 1, character: lines.length === 1 ? start.character + last : last };
}

const compare = (one: Position, other: Position): number => one.line - other.line || one.character - other.character;

/** A place of a clone as jscpd reports it; lines count from 1. */
export interface JscpdPlace {
  name: string;
  start: number;
  end: number;
  startLoc?: unknown;
  endLoc?: unknown;
}

/** A clone as jscpd reports it: two places of one text. */
export interface JscpdClone {
  lines: number;
  fragment: string;
  firstFile: JscpdPlace;
  secondFile: JscpdPlace;
}

/** A source by its lines, with a flag for those with code of their own. */
export interface CodeLines {
  readonly lines: readonly string[];
  readonly isCode: readonly boolean[];
}

/**
 * A clone reduced to its code: without comments and imports at its beginning and end. Null when too few lines of code
 * are left on either side.
 *
 * @param sourceOf null for a file that cannot be read, whose lines all count
 */
export function countClone(
  clone: JscpdClone,
  sourceOf: (name: string) => CodeLines | null,
  minLines: number,
): JscpdClone | null {
  const [first, second] = [clone.firstFile, clone.secondFile].map((place) =>
    trim(place, sourceOf(place.name), minLines),
  );
  if (!first || !second) return null;
  const source = sourceOf(first.name);
  if (source === null || (first === clone.firstFile && second === clone.secondFile)) return clone;
  return {
    ...clone,
    lines: first.end - first.start + 1,
    fragment: source.lines.slice(first.start - 1, first.end).join('\n'),
    firstFile: first,
    secondFile: second,
  };
}

/** The place from its first line of code to its last; the same object where nothing is cut off. */
function trim(place: JscpdPlace, source: CodeLines | null, minLines: number): JscpdPlace | null {
  if (source === null) return place;
  const isCode = (line: number): boolean => source.isCode[line - 1] === true;
  let [start, end] = [place.start, place.end];
  while (start <= end && !isCode(start)) start += 1;
  while (end >= start && !isCode(end)) end -= 1;
  let count = 0;
  for (let line = start; line <= end; line += 1) if (isCode(line)) count += 1;
  if (count < minLines) return null;
  if (start === place.start && end === place.end) return place;
  return { name: place.name, start, end };
}

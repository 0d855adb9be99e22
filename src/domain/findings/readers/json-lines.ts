/** The values of a text of JSON, one on each line that is not blank; undefined for a line that is no object. */
export const parseJsonLines = (text: string): unknown[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseJsonLine);

/** The object on a line; undefined for one that is none. Brackets are looked at first: a parser that throws is slow. */
export function parseJsonLine(line: string): unknown {
  const text = line.trim();
  if (!text.startsWith('{') || !text.endsWith('}')) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Splits CSV (RFC 4180) into rows, one after the other. Lenient as to quotes, which some tools write unescaped within a
 * quoted field: one only ends the field where a comma, a line end or the end of the text follows.
 */
export function* csvRows(text: string): Iterable<readonly string[]> {
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at);
    row.push(field.value);
    at = field.end;
    if (text[at] === ',') {
      at += 1;
      if (at === text.length) row.push('');
      continue;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    yield row;
    row = [];
  }
  if (row.length > 0) yield row;
}

interface Field {
  readonly value: string;
  /** Offset of the comma or line end behind it, or the length of the text. */
  readonly end: number;
}

const FIELD_END = /[,\r\n]|$/g;
const QUOTE = /"/g;

function plainField(text: string, start: number): Field {
  FIELD_END.lastIndex = start;
  const end = FIELD_END.exec(text)?.index ?? text.length;
  return { value: text.slice(start, end), end };
}

function quotedField(text: string, start: number): Field {
  QUOTE.lastIndex = start + 1;
  for (let quote = QUOTE.exec(text); quote !== null; quote = QUOTE.exec(text)) {
    const end = quote.index + 1;
    const next = text[end];
    if (next === '"') QUOTE.lastIndex = end + 1;
    else if (next === undefined || next === ',' || next === '\n' || next === '\r') {
      return { value: text.slice(start + 1, quote.index).replaceAll('""', '"'), end };
    }
  }
  return plainField(text, start);
}

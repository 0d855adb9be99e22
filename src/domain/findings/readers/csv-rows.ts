/**
 * Splits CSV (RFC 4180) into rows, one after the other. Lenient about quotes, which some tools write unescaped within a
 * quoted field: one only ends the field when a comma, a line end or the end of the text follows. A field whose quote
 * nothing ends begins with one.
 */
export function* csvRows(text: string): Iterable<readonly string[]> {
  const fields = new FieldReader(text);
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const field = fields.read(at);
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

class FieldReader {
  /** Offsets from which on no quote ends a field, so that the rest of the text is not searched again for each field. */
  private endless: Uint8Array | null = null;

  constructor(private readonly text: string) {}

  read(start: number): Field {
    const close = this.text[start] === '"' ? this.closingQuote(start + 1) : -1;
    if (close < 0) return this.plainField(start);
    return { value: this.text.slice(start + 1, close).replaceAll('""', '"'), end: close + 1 };
  }

  private plainField(start: number): Field {
    FIELD_END.lastIndex = start;
    const end = FIELD_END.exec(this.text)?.index ?? this.text.length;
    return { value: this.text.slice(start, end), end };
  }

  /** The quote that ends the field whose text begins at `start`; -1 without. */
  private closingQuote(start: number): number {
    const { text } = this;
    for (let at = start; this.endless?.[at] !== 1;) {
      const quote = text.indexOf('"', at);
      if (quote < 0) break;
      if (this.endsField(quote)) return quote;
      at = this.behind(quote);
    }
    this.rememberEndless(start);
    return -1;
  }

  private endsField(quote: number): boolean {
    const next = this.text[quote + 1];
    return next === undefined || next === ',' || next === '\n' || next === '\r';
  }

  /** Offset behind a quote that is part of the text: two of them stand for one. */
  private behind(quote: number): number {
    return this.text[quote + 1] === '"' ? quote + 2 : quote + 1;
  }

  private rememberEndless(start: number): void {
    const { text } = this;
    const endless = (this.endless ??= new Uint8Array(text.length + 1));
    for (let at = start; endless[at] !== 1;) {
      endless[at] = 1;
      const quote = text.indexOf('"', at);
      if (quote < 0) return;
      at = this.behind(quote);
    }
  }
}

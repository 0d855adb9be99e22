import { Transform, type TransformCallback } from 'node:stream';

/** Bytes of a line from which on it is passed on unread: the protocol's library ends at such a line. */
const MOST_BYTES = 10 * 1024 ** 2;
const LINE_END = 0x0a;

/** Codes of JSON-RPC for a line that is not JSON, and for JSON that is not a message. */
const PARSE_ERROR = { code: -32_700, message: 'Parse error: the line is not JSON' };
const INVALID_REQUEST = { code: -32_600, message: 'Invalid Request: the line is not a single JSON-RPC 2.0 message' };

/** Passes lines with a message on, and has the others refused. The protocol's library skips these, and their sender waits. */
export class CheckedLines extends Transform {
  private parts: Buffer[] = [];
  private length = 0;

  /** @param refuse takes the answer to a line */
  constructor(private readonly refuse: (answer: object) => void) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let rest = chunk;
    for (let end = rest.indexOf(LINE_END); end >= 0; end = rest.indexOf(LINE_END)) {
      this.add(rest.subarray(0, end + 1));
      this.endLine();
      rest = rest.subarray(end + 1);
    }
    this.add(rest);
    done();
  }

  private add(part: Buffer): void {
    this.parts.push(part);
    this.length += part.length;
    if (this.length > MOST_BYTES) for (const each of this.parts.splice(0)) this.push(each);
  }

  private endLine(): void {
    const line = Buffer.concat(this.parts);
    const error = this.length > MOST_BYTES ? null : faultOf(line.toString());
    this.parts = [];
    this.length = 0;
    if (error === null) this.push(line);
    else this.refuse({ jsonrpc: '2.0', id: null, error });
  }
}

function faultOf(line: string): object | null {
  try {
    const message = JSON.parse(line) as { jsonrpc?: unknown } | null;
    return message?.jsonrpc === '2.0' ? null : INVALID_REQUEST;
  } catch {
    return PARSE_ERROR;
  }
}

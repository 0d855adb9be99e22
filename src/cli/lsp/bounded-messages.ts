import { Transform, type TransformCallback } from 'node:stream';

/** Most bytes of a message of the Language Server Protocol, before and after its empty line. */
export const MESSAGE_LIMITS = { header: 8 * 1024, body: 64 * 1024 ** 2 };

const HEADER_END = '\r\n\r\n';

/** Passes whole and partial messages on. The protocol's own reader keeps a header without an end, and searches it again with each chunk. */
export class BoundedMessages extends Transform {
  private header: Buffer = Buffer.alloc(0);
  private bodyLeft = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    for (let rest = chunk; rest.length > 0;) {
      if (this.bodyLeft > 0) {
        const body = rest.subarray(0, this.bodyLeft);
        this.push(body);
        this.bodyLeft -= body.length;
        rest = rest.subarray(body.length);
        continue;
      }
      const text = Buffer.concat([this.header, rest]);
      const end = text.indexOf(HEADER_END);
      if ((end < 0 ? text.length : end) > MESSAGE_LIMITS.header) {
        done(new Error(`a header over ${MESSAGE_LIMITS.header} bytes`));
        return;
      }
      this.header = text;
      if (end < 0) break;
      const body = end + HEADER_END.length;
      this.bodyLeft = Number(/^content-length: *(\d+) *$/im.exec(text.toString('latin1', 0, end))?.[1] ?? 0);
      if (this.bodyLeft > MESSAGE_LIMITS.body) {
        done(new Error(`a message over ${MESSAGE_LIMITS.body} bytes`));
        return;
      }
      this.push(text.subarray(0, body));
      this.header = Buffer.alloc(0);
      rest = text.subarray(body);
    }
    done();
  }
}

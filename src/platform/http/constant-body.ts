import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { acceptedEncoding, type ContentEncoding, isCompressible, MAX_PLAIN_BYTES } from './content-encoding.js';
import { isNamed } from './entity-tag.js';

/** A body in one encoding; each has a strong ETag of its own (RFC 9110, section 8.8.3.3). */
interface Form {
  readonly bytes: Buffer;
  readonly tag: string;
}

/** Better than what is worth while for a body that is sent once, and a tenth of the time of the best. */
const BROTLI_QUALITY = 9;

const COMPRESSORS: Readonly<Record<ContentEncoding, (bytes: Buffer) => Promise<Buffer>>> = {
  br: (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (bytes) => promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }),
  identity: (bytes) => Promise.resolve(bytes),
};

/** A body that many requests are answered with. Each encoding is made once, in a thread, when a client first accepts it. */
export class ConstantBody {
  private readonly bytes: Buffer;
  private readonly digest: string;
  private readonly forms = new Map<ContentEncoding, Promise<Form>>();

  constructor(
    body: Buffer | string,
    private readonly contentType: string,
  ) {
    this.bytes = Buffer.from(body as string);
    this.digest = createHash('sha256').update(this.bytes).digest('base64url');
  }

  /** Answers 200 with the body, or 304 where the client has it. */
  async send({ headers }: IncomingMessage, response: ServerResponse): Promise<void> {
    const isPlain = this.bytes.length <= MAX_PLAIN_BYTES || !isCompressible(this.contentType);
    const encoding = isPlain ? 'identity' : acceptedEncoding(headers);
    const { bytes, tag } = await this.formIn(encoding);
    response.setHeader('ETag', tag);
    response.setHeader('Cache-Control', 'no-cache');
    if (!isPlain) response.setHeader('Vary', 'Accept-Encoding');
    if (isNamed(tag, headers['if-none-match'])) {
      response.writeHead(304).end();
      return;
    }
    response.setHeader('Content-Type', this.contentType);
    if (encoding !== 'identity') response.setHeader('Content-Encoding', encoding);
    response.setHeader('Content-Length', bytes.length);
    response.writeHead(200).end(bytes);
  }

  private formIn(encoding: ContentEncoding): Promise<Form> {
    const made = this.forms.get(encoding);
    if (made) return made;
    const tag = encoding === 'identity' ? `"${this.digest}"` : `"${this.digest}-${encoding}"`;
    const form = COMPRESSORS[encoding](this.bytes).then((bytes) => ({ bytes, tag }));
    this.forms.set(encoding, form);
    return form;
  }
}

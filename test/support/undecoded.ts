import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

/** An answer as it came over the wire. */
export interface Undecoded {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** The body without its content encoding. */
  readonly decoded: Buffer;
}

/** Sends a request with these headers alone, on a connection of its own; `fetch` would add some, and decode the answer. */
export async function requestUndecoded(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  { method = 'GET', body }: { readonly method?: string; readonly body?: string } = {},
): Promise<Undecoded> {
  const sent = request(url, { method, headers, agent: false });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return { status: answer.statusCode!, headers: answer.headers, bytes, decoded: decode(answer.headers, bytes) };
}

function decode({ 'content-encoding': encoding }: IncomingHttpHeaders, bytes: Buffer): Buffer {
  if (bytes.length === 0 || encoding === undefined) return bytes;
  if (encoding === 'gzip') return gunzipSync(bytes);
  if (encoding === 'br') return brotliDecompressSync(bytes);
  throw new Error(`No test expects the encoding ${encoding}.`);
}

import { BoundedMessages, MESSAGE_LIMITS } from './bounded-messages.js';

/** Returns what the messages let through, or the message of the fault. */
async function pass(...chunks: readonly string[]): Promise<string> {
  const messages = new BoundedMessages();
  const out: Buffer[] = [];
  messages.on('data', (chunk: Buffer) => out.push(chunk));
  const ended = new Promise<Error | undefined>((resolve) => messages.once('end', resolve).once('error', resolve));
  for (const chunk of chunks) messages.write(chunk);
  messages.end();
  return (await ended)?.message ?? Buffer.concat(out).toString();
}

const message = (body: string) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
/** A header with a length in bytes. */
const header = (bytes: number) => `Content-Length: 2\r\nX: ${'x'.repeat(bytes - 22)}`;

describe('messages of an editor', () => {
  it('pass, however they are cut', async () => {
    const text = message('{}') + message('{"a":"\\r\\n\\r\\n"}') + message('');
    expect(await pass(text)).toBe(text);
    expect(await pass(...text)).toBe(text);
  });

  it('have a header up to the limit', async () => {
    for (const bytes of [MESSAGE_LIMITS.header - 1, MESSAGE_LIMITS.header]) {
      const text = `${header(bytes)}\r\n\r\n{}`;
      expect(text.indexOf('\r\n\r\n')).toBe(bytes);
      expect(await pass(text)).toBe(text);
    }
    const over = 'a header over 8192 bytes';
    expect(await pass(`${header(MESSAGE_LIMITS.header + 1)}\r\n\r\n{}`)).toBe(over);
    expect(await pass('x'.repeat(5 * 1024 ** 2))).toBe(over);
  });

  it('have a body up to the limit', async () => {
    const of = (bytes: number) => `Content-Length: ${bytes}\r\n\r\n`;
    expect(await pass(of(MESSAGE_LIMITS.body))).toBe(of(MESSAGE_LIMITS.body));
    expect(await pass(of(MESSAGE_LIMITS.body + 1))).toBe('a message over 67108864 bytes');
  });
});

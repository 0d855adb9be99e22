import { readInput } from './terminal.js';

async function* of(...parts: readonly (string | Buffer)[]) {
  for (const part of parts) yield Promise.resolve(part);
}

describe('readInput', () => {
  it('reads characters whose bytes come apart', async () => {
    const bytes = Buffer.from('/home/zoë/日本');
    expect(await readInput({ stdin: of(...Array.from(bytes, (byte) => Buffer.of(byte))) })).toBe('/home/zoë/日本');
  });

  it.each([
    [undefined, ''],
    [of('a', 'b\n'), 'ab\n'],
  ])('reads texts, and none without a stream', async (stdin, said) => {
    expect(await readInput({ ...(stdin && { stdin }) })).toBe(said);
  });
});

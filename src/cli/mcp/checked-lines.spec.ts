import { text } from 'node:stream/consumers';
import { CheckedLines } from './checked-lines.js';

async function pass(...chunks: readonly (string | Buffer)[]) {
  const refused: any[] = [];
  const lines = new CheckedLines((answer) => refused.push(answer));
  const passed = text(lines);
  for (const chunk of chunks) lines.write(chunk);
  lines.end();
  return { passed: await passed, refused };
}

const MESSAGE = '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"\u00e4\\n"}}';

describe('lines of an agent', () => {
  it('pass with a message, however they are cut', async () => {
    const all = `${MESSAGE}\n${MESSAGE}\r\n`;
    expect(await pass(all)).toEqual({ passed: all, refused: [] });
    expect(await pass(...[...Buffer.from(all)].map((byte) => Buffer.from([byte])))).toEqual({
      passed: all,
      refused: [],
    });
  });

  it.each([
    ['', -32700],
    ['{oops', -32700],
    ['\r', -32700],
    ['[]', -32600],
    ['null', -32600],
    ['1', -32600],
    ['{}', -32600],
    [`[${MESSAGE}]`, -32600],
  ])('are refused without one: %j', async (line, code) => {
    const { passed, refused } = await pass(`${line}\n${MESSAGE}\n`);
    expect(passed).toBe(`${MESSAGE}\n`);
    expect(refused).toMatchObject([{ jsonrpc: '2.0', id: null, error: { code } }]);
  });

  it('are not kept without an end', async () => {
    const long = Buffer.alloc(11 * 1024 ** 2, 'x');
    const { passed, refused } = await pass(long, '\n', `${MESSAGE}\n`);
    expect([passed.length, passed.endsWith(`x\n${MESSAGE}\n`), refused]).toEqual([
      long.length + MESSAGE.length + 2,
      true,
      [],
    ]);
  });
});

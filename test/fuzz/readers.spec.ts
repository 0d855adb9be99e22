import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { stderr } from 'node:process';
import { takeCount, takeSeed } from '../support/seed.js';
import type { FedReader, FeedOptions } from './support/feed-readers.js';

/** `npm run fuzz` asks for more. */
const TEXTS = takeCount('FUZZ_READERS', 20_000);
const MAX_BYTES = Number(process.env.FUZZ_READERS_BYTES ?? 65_536);

/** The end of a process that fed the readers, and all that it printed. */
async function feed(options: FeedOptions): Promise<{ end: unknown; printed: string }> {
  const child = spawn(process.execPath, [path.join(__dirname, 'support/feed-readers.cjs'), JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (printed += chunk));
  const end: unknown = await once(child, 'close');
  return { end, printed };
}

describe('readers of texts that others wrote', () => {
  it('answer every text in time, and none ends the process', async () => {
    const seed = takeSeed('fuzz/readers');
    const { end, printed } = await feed({ seed, first: 0, count: TEXTS, maxBytes: MAX_BYTES });
    // The last line of a process that aborted names the text.
    expect([end, printed.slice(-2000)]).toEqual([[0, null], expect.stringMatching(/\]\n$/)]);
    const fed = JSON.parse(printed.trim().split('\n').at(-1)!) as FedReader[];
    const rows = fed.map(({ reader, texts, inlineMs, anyMs }) => [reader, texts, inlineMs, anyMs].join('\t'));
    stderr.write(`reader\ttexts\tms in place\tms\n${rows.join('\n')}\n`);
    expect(fed.flatMap(({ reader, faults }) => faults.map((fault) => `${reader} ${fault}`))).toEqual([]);
    expect(fed.reduce((sum, { texts }) => sum + texts, 0)).toBe(TEXTS);
  }, 3_600_000);
});

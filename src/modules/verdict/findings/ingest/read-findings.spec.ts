import fc from 'fast-check';
import { unpacked } from '../../../../../test/support/packed-findings.js';
import { propertyRuns } from '../../../../../test/support/programme.js';
import { packFileList } from '../../../../domain/paths/packed-file-list.js';
import type { Parsed } from '../../../../domain/report-error.js';
import { type ReadFindings, type ReadFindingsInput, readInShares, readShare, readWhole } from './read-findings.js';
import type { Ranges } from './share.js';

const SECRET = new Uint8Array(32).fill(1);

const input = (log: unknown, fileList: readonly string[] | null = null): ReadFindingsInput => ({
  bytes: Buffer.from(typeof log === 'string' ? log : JSON.stringify(log)),
  format: undefined,
  overrides: [],
  fileList: fileList && packFileList(fileList),
  secret: SECRET,
});

/** Order in which threads claim portions of a report. */
const turns = fc.array(fc.nat(8), { minLength: 1, maxLength: 6 });
const FEW = 3;

function* rangesOf(index: number, of: number, order: readonly number[], count: number): Ranges {
  for (let from = 0, turn = 0; from < count; from += FEW, turn += 1) {
    if (order[turn % order.length]! % of === index) yield [from, Math.min(count, from + FEW)];
  }
}

/** Reads the report in so many shares, whose results are interleaved in this order. */
function readIn(
  of: number,
  report: ReadFindingsInput,
  order: readonly number[] = [0, 1, 2],
): Promise<Parsed<ReadFindings>> {
  let begun = 0;
  return readInShares(report, of, (share) => {
    const index = begun++ % of;
    return Promise.resolve(readShare(share, (count) => rangesOf(index, of, order, count)));
  });
}

/** The findings as they are stored, whatever the parts that they were read in. */
function plain(read: Parsed<ReadFindings>): unknown {
  if (!read.ok) return read;
  return {
    ...read.value,
    tools: read.value.tools.map((tool) => ({ ...tool, parts: null, files: unpacked(tool) })),
  };
}

const PATHS = ['src/a.js', 'src/b.js', '/build/7/src/a.js', 'b.js', 'other/c.py', '../x'];

const result = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      ruleId: fc.constantFrom('one', 'two', 'three'),
      level: fc.constantFrom('error', 'warning', 'note'),
      message: fc.record({ text: fc.constantFrom('Do not.', "'x' is never read.", 'Complexity of 12.') }),
      locations: fc.array(
        fc.record({
          physicalLocation: fc.record({
            artifactLocation: fc.record({ uri: fc.constantFrom(...PATHS) }),
            region: fc.record({
              startLine: fc.integer({ min: 1, max: 50 }),
              snippet: fc.record({ text: fc.constantFrom('run(x);', 'return y // z', '') }),
            }),
          }),
        }),
        { maxLength: 1 },
      ),
    }),
  },
  fc.constantFrom(null, 7, { baselineState: 'absent' }),
);
const log = fc.record({
  version: fc.constant('2.1.0'),
  runs: fc.array(
    fc.record({
      tool: fc.record({ driver: fc.record({ name: fc.constantFrom('lint', 'scan') }) }),
      results: fc.array(result, { maxLength: 20 }),
    }),
    { maxLength: 4 },
  ),
});

describe('a report that is read in shares', () => {
  it.each([
    ['without a list of files', null],
    ['with one', ['src/a.js', 'src/b.js', 'lib/c.py']],
  ])('comes to what it comes to when it is read whole (%s)', async (_, fileList) => {
    await fc.assert(
      fc.asyncProperty(log, fc.integer({ min: 2, max: 9 }), turns, async (report, of, order) => {
        const whole = await readWhole(input(report, fileList));
        expect(plain(await readIn(of, input(report, fileList), order))).toEqual(plain(whole));
      }),
      { numRuns: propertyRuns(200) },
    );
  });

  it('is refused with the same words when it is damaged', async () => {
    const damage = fc.constantFrom('', ',', ']', '[', '}', '{', '"', ':', '1', ' ', '\\');
    const damages = fc.array(fc.tuple(fc.nat(), damage), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(log, fc.integer({ min: 2, max: 5 }), turns, damages, async (report, of, order, all) => {
        let text = JSON.stringify(report);
        for (const [position, inserted] of all) {
          const at = position % (text.length + 1);
          text = text.slice(0, at) + inserted + text.slice(at + 1);
        }
        expect(plain(await readIn(of, input(text), order))).toEqual(plain(await readWhole(input(text))));
      }),
      { numRuns: propertyRuns(500) },
    );
  });

  it.each([
    ['ESLint JSON', JSON.stringify([{ filePath: 'a.js', messages: [{ ruleId: 'x', line: 1, message: 'm' }] }])],
    [
      'ESLint JSON that looks as if it were cut',
      JSON.stringify({ runs: [{ results: [1] }], results: [{ filePath: 'a.js', messages: [{ message: 'm' }] }] }),
    ],
    ['lizard CSV', '1,2,3,4,5,"f@1-2@a.c","a.c","f","f()",1,2\n'],
    ['no report', '{"a": 1}'],
    ['an empty report', ''],
  ])('is read by the first share alone where it is %s', async (_, text) => {
    expect(plain(await readIn(3, input(text)))).toEqual(plain(await readWhole(input(text))));
  });

  it('places paths by what all shares name', async () => {
    const at = (uri: string) => ({
      message: { text: 'm' },
      locations: [{ physicalLocation: { artifactLocation: { uri } } }],
    });
    const results = ['build/7/packages/pay/src/card.ts', 'build/7/packages/cart/src/index.ts'].map(at);
    const list = ['packages/cart/src/index.ts', 'packages/pay/src/index.ts', 'packages/pay/src/card.ts'];
    const read = await readIn(2, input({ version: '2.1.0', runs: [{ results }] }, list));
    const paths = read.ok ? read.value.tools[0]!.parts.flatMap((part) => part.paths) : [];
    expect(paths).toEqual([list[2], list[0]]);
  });
});

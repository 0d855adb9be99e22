import { cutResults } from '../../../domain/findings/readers/cut-results.js';
import { ArrivalNotice } from '../../../platform/workers/arriving-memory.js';
import { cutArriving } from './cut-arriving.js';
import { readShare } from './read-findings.js';
import { WHOLE } from './share.js';

const INPUT = {
  format: undefined,
  overrides: [],
  fileList: null,
  secret: new Uint8Array(32),
  share: WHOLE,
};

/** The text as it arrives: all of it, and its end where `isWhole` says so. */
function arriving(text: string, isWhole = true) {
  const bytes = Buffer.from(text, 'latin1');
  const notice = new ArrivalNotice(Buffer.from(new SharedArrayBuffer(bytes.length)));
  notice.memory.bytes.set(bytes);
  notice.arrived(bytes.length);
  if (isWhole) notice.whole();
  return notice.memory;
}

const logOf = (runs: readonly unknown[]): string => JSON.stringify({ version: '2.1.0', runs });

describe('cutArriving', () => {
  it('answers the borders of the results, which the reader need not look for then', () => {
    const memory = arriving(` \n${logOf([{ results: [{ message: { text: 'x' } }, {}] }, { results: [{}] }])}`);
    const cut = cutArriving(memory)!;
    const { kept, results } = cutResults(memory.bytes);
    expect(cut.kept).toEqual(kept);
    for (const [run, { starts, ends }] of results)
      expect(cut.results.get(run)).toEqual({ starts: Int32Array.from(starts), ends: Int32Array.from(ends) });
    expect(readShare({ ...INPUT, bytes: memory.bytes, cut, paths: null })).toEqual(
      readShare({ ...INPUT, bytes: memory.bytes, cut: null, paths: null }),
    );
    // The reader believes it.
    const nothing = { kept, results: new Map([[0, { starts: [], ends: [] }]]) };
    expect(readShare({ ...INPUT, bytes: memory.bytes, cut: nothing, paths: null })).toMatchObject({
      value: { tools: [{ count: 0 }] },
    });
  });

  it.each([
    ['is empty', ''],
    ['is another format', '<checkstyle/>'],
    ['has no results of its own', '[{"filePath":"a.js","messages":[]}]'],
    ['begins with a byte order mark', `\xef\xbb\xbf${logOf([])}`],
    ['is UTF-16', '{\0"\0a\0"\0:\x001\0}\0'],
    ['is nested too deep', '{"a":'.repeat(300)],
    ['has too many runs', logOf(Array.from({ length: 101 }, () => ({ results: [] })))],
  ])('leaves a report alone that %s', (_, text) => {
    expect(cutArriving(arriving(text))).toBeNull();
  });

  it('lets go of a report that does not go on arriving', () => {
    expect(cutArriving(arriving('{"version":"2.1.0",', false))).toBeNull();
  });
});

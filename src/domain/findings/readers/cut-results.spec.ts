import fc from 'fast-check';
import { type CutDocument, cutResults } from './cut-results.js';

const LOG = JSON.stringify(
  {
    version: '2.1.0',
    'run\\"s': [1],
    runs: [{ tool: { a: '[{"' }, results: [{ a: [1, '\\'] }, 'x,]"', null] }, {}, { results: [] }, { results: [[]] }],
  },
  null,
  1,
);

const plain = ({ kept, results }: CutDocument) => ({
  kept,
  results: [...results].map(([run, { starts, ends }]) => [run, Array.from(starts), Array.from(ends)]),
});

/** Cuts a text that arrives up to one place after the other. */
function cutInPieces(text: Uint8Array, places: readonly number[]): CutDocument {
  const ends = [...places, text.length];
  return cutResults(new Uint8Array(0), () => {
    const end = ends.shift();
    return end === undefined ? null : text.subarray(0, end);
  });
}

describe('cutResults of a document that arrives in pieces', () => {
  const bytes = Buffer.from(LOG);
  const whole = plain(cutResults(bytes));

  it('cuts it as a whole one, wherever it was broken', () => {
    expect(whole.results.map(([run]) => run)).toEqual([0, 2, 3]);
    for (let at = 0; at < bytes.length; at += 1) expect(plain(cutInPieces(bytes, [at]))).toEqual(whole);
    expect(plain(cutInPieces(bytes, [...bytes.keys()]))).toEqual(whole);
  });

  it('cuts damaged ones so, too', () => {
    const damage = fc.record({
      at: fc.nat(LOG.length),
      length: fc.nat(9),
      by: fc.constantFrom('', '"', '\\', ']', '[{', ','),
    });
    const place = fc.nat(LOG.length);
    fc.assert(
      fc.property(damage, place, place, ({ at, length, by }, one, other) => {
        const text = Buffer.from(LOG.slice(0, at) + by + LOG.slice(at + length));
        const places = [one, other].sort((a, b) => a - b).map((end) => Math.min(end, text.length));
        expect(plain(cutInPieces(text, places))).toEqual(plain(cutResults(text)));
      }),
    );
  });
});

import fc from 'fast-check';
import { blankTrace, decodeTrace, encodeTrace, toTrace, type TracePlace } from './trace.js';

const step = (line: number): TracePlace => ({ filePath: 'a.ts', line, message: `step ${line}` });
const steps = (count: number): TracePlace[] => Array.from({ length: count }, (_, at) => step(at + 1));

describe('a trace', () => {
  it('is nothing without places', () => expect(toTrace({ related: [], flows: [[], []] })).toBeUndefined());

  it.each([29, 30, 31, 500])('of %i steps keeps its beginning and its end', (count) => {
    const [flow] = toTrace({ related: [], flows: [steps(count)] })!.flows;
    expect(flow!.map(({ line }) => line)).toEqual(
      count <= 30 ? steps(count).map(({ line }) => line) : [...steps(29).map(({ line }) => line), count],
    );
  });

  it.each([4, 5, 6])('of %i flows keeps five', (count) =>
    expect(toTrace({ related: [], flows: Array.from({ length: count }, () => steps(1)) })!.flows).toHaveLength(
      Math.min(count, 5),
    ),
  );

  it('is stored with each text once', () => {
    const stored = encodeTrace({ related: [step(1)], flows: [[step(1), { ...step(2), message: 'step 1' }]] });
    expect(stored.split('a.ts')).toHaveLength(2);
    expect(stored.split('step 1')).toHaveLength(2);
  });

  it('comes back as it was', () => {
    const text = fc.option(fc.string({ minLength: 1 }), { nil: null });
    const place = fc.record({ filePath: text, line: fc.option(fc.integer({ min: 1 }), { nil: null }), message: text });
    fc.assert(
      fc.property(fc.array(place), fc.array(fc.array(place)), (related, flows) =>
        expect(decodeTrace(encodeTrace({ related, flows }))).toEqual({ related, flows }),
      ),
    );
  });

  it('is without the secrets of a rule about secrets', () => {
    const trace = { related: [{ ...step(1), message: 'set to "hunter2"' }], flows: [] };
    expect(blankTrace(trace, true).related[0]!.message).toBe('set to "***"');
    expect(blankTrace(trace, false)).toEqual(trace);
  });
});

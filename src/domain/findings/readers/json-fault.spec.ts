import fc from 'fast-check';
import { propertyRuns } from '../../../../test/support/programme.js';
import { findJsonFault } from './json-fault.js';

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('findJsonFault', () => {
  it.each([
    ['{"a": [1, -2.5e+3, true, null, "\\u00e9\\n"], "b": {}}', null],
    [' [] ', null],
    ['"x"', null],
    ['{"a":}', 5],
    ['{"a":1,}', 7],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['{"a" 1}', 5],
    ['{a:1}', 1],
    ['[01]', 2],
    ['[1.]', 2],
    ['[tru]', 1],
    ['["\t"]', 1],
    ['["\\x"]', 1],
    ['[}', 1],
    ['{]', 1],
    ['[1}', 2],
    ['[] []', 3],
    ['1,2', 1],
    ['[1', 2],
    ['{"a":', 5],
    ['["abc', 1],
    ['', 0],
    ['  ', 2],
  ])('%j: %j', (text, expected) => {
    expect(findJsonFault(text)).toBe(expected);
  });

  it('agrees with JSON.parse', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '"a"',
      '1',
      '-',
      '.',
      'e',
      'null',
      ' ',
      '\n',
      '0',
    );
    const damaged = fc
      .tuple(fc.jsonValue(), fc.nat(), pieces, fc.boolean())
      .map(([value, position, piece, replaces]) => {
        const text = JSON.stringify(value);
        const at = position % (text.length + 1);
        return text.slice(0, at) + piece + text.slice(replaces ? at + 1 : at);
      });
    const text = fc.oneof(
      damaged,
      fc.array(pieces).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (json) => expect(findJsonFault(json) === null).toBe(isJson(json))),
      { numRuns: propertyRuns(2000) },
    );
  });
});

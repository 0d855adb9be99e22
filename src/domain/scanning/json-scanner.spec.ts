import fc from 'fast-check';
import { propertyRuns } from '../../../test/support/programme.js';
import { JsonScanner } from './json-scanner.js';
import { ScanFailure } from './scan-failure.js';

const scannerOf = (text: string): JsonScanner => new JsonScanner(Buffer.from(text));

/** The document as the scanner's steps give it; numbers as counts, other scalars as null. */
function walk(json: JsonScanner): unknown {
  if (json.enterObject()) {
    const members: [string, unknown][] = [];
    while (json.nextMember()) members.push([json.key(), walk(json)]);
    return Object.fromEntries(members);
  }
  if (json.enterArray()) {
    const elements: unknown[] = [];
    while (json.nextElement()) elements.push(walk(json));
    return elements;
  }
  return json.isNumber() ? json.count() : json.string();
}

/** The reason why a text is refused; null when it is not. */
function refusal(text: string): string | null {
  try {
    scannerOf(text).finish();
    return null;
  } catch (error) {
    if (error instanceof ScanFailure) return error.message;
    throw error;
  }
}

describe('JsonScanner', () => {
  it('steps through members and elements', () => {
    const json = scannerOf(' {"a": [1, 2.5, -3, "x\\u00e9\\n"], "b\\"": {}, "c": []}\n');
    expect(walk(json)).toEqual({ a: [1, 3, 0, 'xé\n'], 'b"': {}, c: [] });
    expect(() => json.finish()).not.toThrow();
  });

  it('passes over values that nobody reads', () => {
    const json = scannerOf('{"a": {"b": [1, {"c": null}]}, "hits": 7, "d": "x"}');
    let hits = 0;
    if (json.enterObject()) while (json.nextMember()) if (json.hasKey('hits')) hits = json.count();
    json.finish();
    expect(hits).toBe(7);
  });

  it.each([
    ['true', true],
    ['1', true],
    ['0', false],
    ['false', false],
    ['null', false],
    ['"true"', false],
    ['[true]', false],
  ])('takes %s as a truth of %s', (text, expected) => {
    const json = scannerOf(text);
    expect(json.isTrue()).toBe(expected);
    json.finish();
  });

  it.each(['"7"', 'null', '[7]', '{"a": 7}', '-7', '0.5e', '2147483648'])('takes %s for no line', (text) => {
    if (refusal(text) !== null) return;
    expect(scannerOf(text).lineNumber()).toBe(0);
  });

  it('tells keys apart by their hash', () => {
    const json = scannerOf('{"a": 1, "b": 1, "a": 1}');
    const hashes: number[] = [];
    if (json.enterObject()) while (json.nextMember()) hashes.push(json.keyHash());
    expect(hashes[0]).toBe(hashes[2]);
    expect(hashes[0]).not.toBe(hashes[1]);
  });

  it('tells values apart by their hash, and what came before them', () => {
    const hashes = ['[1, -2]', '[1, 2]', '[-2, 1]'].map((text) => {
      const json = scannerOf(text);
      let hash = 0;
      if (json.enterArray()) while (json.nextElement()) hash = json.valueHash(hash);
      return hash;
    });
    expect(new Set(hashes).size).toBe(3);
  });

  it('refuses what is nested too deep', () => {
    expect(refusal('['.repeat(64) + ']'.repeat(64))).toBeNull();
    expect(refusal('['.repeat(65))).toBe('expected at most 64 levels');
  });

  it('says what is missing, and where', () => {
    expect(refusal('{"a": 1')).toBe('expected a comma or }, found the end of the report');
    expect(refusal('{"a" 1}')).toBe('expected a colon after the key');
    expect(refusal('[1] 2')).toBe('expected the end of the report');
  });

  it('reads and refuses what JSON.parse does', () => {
    const piece = fc.constantFrom(
      ...['{', '}', '[', ']', ',', ':', '"a"', '"', '\\', '\\u12', 'é', ' ', '\n', '\t'],
      ...['0', '01', '1.5', '1.', '-', '-1', '1e5', '1e', 'E+2', 'true', 'nul', 'null', '\u0001'],
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
      fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value, null, 1)),
      fc.tuple(fc.jsonValue({ maxDepth: 3 }), fc.nat(), piece).map(([value, at, other]) => {
        const whole = JSON.stringify(value);
        const place = at % (whole.length + 1);
        return whole.slice(0, place) + other + whole.slice(place + (at % 2));
      }),
    );
    fc.assert(
      fc.property(text, (document) => {
        expect(refusal(document) === null).toBe(isJson(document));
      }),
      { numRuns: propertyRuns(3_000) },
    );
  });

  it('reads keys and texts as JSON.parse does', () => {
    const strings = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.string({ unit: 'grapheme', maxLength: 8 }),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.stringMatching(/^[a-c"\\é]{1,3}$/), tie('value'), { maxKeys: 3 }),
      ),
    })).value;
    fc.assert(
      fc.property(strings, (value) => {
        expect(walk(scannerOf(JSON.stringify(value)))).toEqual(value);
      }),
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

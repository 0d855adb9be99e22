import fc from 'fast-check';
import { hasRepeatedKey } from './repeated-key.js';

describe('hasRepeatedKey', () => {
  it.each([
    '{}',
    '[]',
    '"a"',
    '{"a":1,"b":2}',
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":1}]',
    '{"a":["a","a",{"a":1}],"b":"a"}',
    '{"a":"\\",\\"a\\":","b":1}',
    '{"a\\\\":1,"a":2}',
    '{"":1,"a":2}',
  ])('finds none in %s', (json) => {
    JSON.parse(json);
    expect(hasRepeatedKey(json)).toBe(false);
  });

  it.each([
    '{"a":1,"a":1}',
    '{"a":1,"b":[],"a":1}',
    '{"":1,"":2}',
    '{"x":[{"a":1,"a":2}]}',
    '{"x":{"y":1},"a":{"b":{}},"x":0}',
    '{"a":1,"\\u0061":2}',
    '{"a\\\\":1,"a\\\\":2}',
    ' { "a" : "{" , "a" : "}" } ',
  ])('finds one in %s', (json) => {
    JSON.parse(json);
    expect(hasRepeatedKey(json)).toBe(true);
  });

  it('finds none in what was written from values, and any key that is written twice', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, key) => {
        expect(hasRepeatedKey(JSON.stringify(value, null, 1))).toBe(false);
        const [name, inner] = [JSON.stringify(key), JSON.stringify(value)];
        expect(hasRepeatedKey(`[{${name}:${inner},${name}:${inner}}]`)).toBe(true);
      }),
    );
  });

  it('takes time in proportion to the text', () => {
    const text = JSON.stringify({ quotes: '"\\'.repeat(200_000), commas: ','.repeat(400_000) });
    expect(hasRepeatedKey(text)).toBe(false);
  });
});

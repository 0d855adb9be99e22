import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { fingerprint } from './fingerprint.js';

const finding = {
  filePath: 'src/cart.ts',
  ruleId: 'no-eval',
  snippet: 'eval(total);',
  message: 'eval can be harmful.',
};

describe('fingerprint', () => {
  it('is 16 hex digits of SHA-256 over path, rule and snippet, separated by NUL', () => {
    const expected = createHash('sha256').update('src/cart.ts\0no-eval\0eval(total);').digest('hex').slice(0, 16);
    expect(fingerprint(finding)).toBe(expected);
    expect(fingerprint(finding)).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each(['\teval( total ) ;', 'eval(\r\n  total\r\n);\n', 'eval(\u00a0total);'])(
    'ignores white space: %j',
    (snippet) => {
      expect(fingerprint({ ...finding, snippet })).toBe(fingerprint(finding));
    },
  );

  it('ignores all that counts as white space, wherever it is', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'é', '\x1f', '\x7f', ' ', '\t', '\v', '\r\n', '\u2003', '\ufeff'),
    });
    fc.assert(
      fc.property(text, (snippet) => {
        const bare = snippet.replace(/\s/gu, '');
        expect(fingerprint({ ...finding, snippet })).toBe(fingerprint({ ...finding, snippet: bare }));
        if (bare !== '')
          expect(fingerprint({ ...finding, snippet: `${bare}b` })).not.toBe(fingerprint({ ...finding, snippet }));
      }),
    );
  });

  it.each([{ filePath: 'src/basket.ts' }, { ruleId: 'no-alert' }, { snippet: 'eval(sum);' }])(
    'changes with %o',
    (change) => expect(fingerprint({ ...finding, ...change })).not.toBe(fingerprint(finding)),
  );

  it('does not change with the message while there is a snippet', () => {
    expect(fingerprint({ ...finding, message: 'reworded' })).toBe(fingerprint(finding));
  });

  it('reads the message where there is no snippet, and the empty string where there is no path', () => {
    const expected = createHash('sha256').update('\0no-eval\0evalcanbeharmful.').digest('hex').slice(0, 16);
    expect(fingerprint({ ...finding, filePath: null, snippet: null })).toBe(expected);
  });

  it('keeps its parts apart', () => {
    const one = fingerprint({ ...finding, filePath: 'ab', ruleId: 'c' });
    expect(fingerprint({ ...finding, filePath: 'a', ruleId: 'bc' })).not.toBe(one);
  });
});

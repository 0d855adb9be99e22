import { helpOf, RULE_LIMITS, type WrittenHelp } from './rule-help.js';

const help = (rule: WrittenHelp, isSecret?: boolean) => helpOf({ rule, isSecret });

describe('help for a rule', () => {
  it('is nothing where the report says nothing', () => {
    expect(helpOf({})).toBeUndefined();
    expect(help({ name: ' ', help: '\n', helpUri: 'docs/rule.md', tags: ['security'] })).toBeUndefined();
  });

  it.each([
    ['https://example.test/r?a=1#b', 'https://example.test/r?a=1#b'],
    [' http://example.test ', 'http://example.test/'],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['file:///etc/passwd', null],
    ['//example.test/r', null],
    ['https://name:word@example.test/', null],
    ['https://name@example.test/', null],
    [
      'https://example.test/' + 'a'.repeat(RULE_LIMITS.helpUri - 21),
      'https://example.test/' + 'a'.repeat(RULE_LIMITS.helpUri - 21),
    ],
    ['https://example.test/' + 'a'.repeat(RULE_LIMITS.helpUri - 20), null],
  ])('address %.40s', (helpUri, kept) => expect(help({ name: 'n', helpUri })?.helpUri).toBe(kept));

  it.each([3_999, 4_000, 4_001])('of %i characters', (length) =>
    expect(help({ help: 'x'.repeat(length) })?.help).toHaveLength(Math.min(length, 4_000)),
  );

  it('reads weaknesses and categories from tags', () => {
    const tags = [
      ...['external/cwe/cwe-079', 'CWE-78: OS Command Injection', 'security'],
      ...['OWASP-A03:2021 - Injection', 'external/owasp/owasp-a3', 'owasp_a01_2021', 'OWASP Top Ten', 'owasp-xa03'],
    ];
    expect(help({ tags })).toMatchObject({ cwe: [78, 79], owasp: ['A01:2021', 'A03:2021', 'A3'] });
  });

  it('is without secrets', () => {
    const token = `ghp_${'a1B2'.repeat(9)}`;
    const rule = {
      name: `for ${token}`,
      help: `Write "hunter2" or ${token}.`,
      helpUri: `https://example.test/?t=${token}`,
    };
    const blanked = { name: 'for ***', helpUri: 'https://example.test/?t=***' };
    expect(help(rule)).toMatchObject({ ...blanked, help: 'Write "hunter2" or ***.' });
    expect(help(rule, true)).toMatchObject({ ...blanked, help: 'Write "***" or ***.' });
  });

  it('has clean lines', () => expect(help({ help: ' a\r\nb\u202e\0 ' })?.help).toBe('a\nb\uFFFD\uFFFD'));
});

import { composeSecurityNotice, type SecurityNotice } from './security-notice.js';

const AT = new Date('2026-04-19T12:00:30Z');
const PAGE = 'https://gate.example.org/sign-in';
const BY_PERSON: SecurityNotice = {
  event: 'auth.second_factor_removed',
  address: '203.0.113.7',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0',
  by: null,
  organization: null,
};
const notice = (of: Partial<SecurityNotice>) => composeSecurityNotice({ ...BY_PERSON, ...of }, AT, PAGE);

describe('a notice', () => {
  it('says what happened, when, from where, and what to do', () => {
    const { subject, text } = notice({});
    expect(subject).toBe('Your authenticator app was removed');
    expect(text.split('\n\n')).toEqual([
      'The authenticator app of your Quality Gate account was removed on 2026-04-19 12:00 UTC.',
      'The request came from the address 203.0.113.7, by a program that identifies itself as "Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0".',
      `Sign in:\n${PAGE}`,
      expect.stringMatching(/^If you did not request this, change your password at once/),
    ]);
  });

  it.each([
    [{ userAgent: null }, 'The request came from the address 203.0.113.7.'],
    [
      { address: null, userAgent: 'curl/8.5.0' },
      'The request came by a program that identifies itself as "curl/8.5.0".',
    ],
    [{ by: 'owner' as const }, 'An owner of your organization made this change.'],
    [{ by: 'operator' as const }, 'The operator of the service made this change.'],
  ])('names who it was as far as is known: %j', (of, sentence) => {
    expect(notice(of).text.split('\n\n')[1]).toBe(sentence);
  });

  it('says nothing of a client that is not known', () => {
    expect(notice({ address: null, userAgent: null }).text.split('\n\n')).toHaveLength(3);
  });

  it.each([
    'Call +1 555 0100 or see https://evil.example/unlock',
    'evil.example',
    'see www.evil.example now',
    'xn--d1acufc.xn--p1ai',
    '\r\nBcc: all@example.org',
    '"</p><a href=//evil.example>',
  ])('lets a program lead nowhere by the name that it sends: %j', (userAgent) => {
    const { text, html } = notice({ userAgent });
    const said = text.split('\n\n')[1]!;
    expect(said.replace('203.0.113.7', '')).not.toMatch(/[a-z0-9]\.[a-z]|[a-z]\.[a-z0-9]|:\/\/|@|\n/i);
    expect(html.match(/<a /g)).toHaveLength(1);
  });

  it('shortens a long name', () => {
    expect(notice({ userAgent: 'x'.repeat(500) }).text).toContain(`"${'x'.repeat(150)}".`);
  });
});

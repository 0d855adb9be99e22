import { composeInvitation, composePasswordReset } from './message.js';

const AT = new Date('2026-04-19T12:00:30Z');
const link = 'https://gate.example.org/invitation#token=qgi_x&y';
const invitation = (orgName: string, inviter = 'Jane') => composeInvitation({ orgName, inviter, link, expiresAt: AT });

describe('a mail', () => {
  it('says the same as text and as HTML', () => {
    const { subject, text, html } = invitation('Acme');
    expect(subject).toBe('Invitation to Acme');
    expect(text).toBe(
      [
        'Jane invites you to the organization Acme on Quality Gate.',
        `Accept the invitation:\n${link}`,
        'The link works once, until 2026-04-19 12:00 UTC.',
        'If you do not know who invited you, ignore this email. Nothing happens unless you accept the invitation.\n',
      ].join('\n\n'),
    );
    expect(html).toContain('<p>Jane invites you to the organization Acme on Quality Gate.</p>');
    expect(html).toContain(`<a href="${link.replace('&', '&amp;')}">Accept the invitation</a>`);
  });

  it('shows names as text', () => {
    const { html, text } = invitation(`<img src=x onerror=alert(1)>"'&`);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
    expect(html).not.toContain('<img');
    expect(text).toContain('<img src=x');
  });

  it.each([
    '\r\nBcc: all@example.org',
    '\nBcc: all@example.org',
    '\u2028Bcc: all@example.org',
    '\u0000\u202eBcc: all@example.org',
  ])('has no line that a name begins: %j', (end) => {
    const { subject, text, html } = invitation(`Acme${end}`, `Jane${end}`);
    expect(subject).toBe('Invitation to Acme Bcc: all@example.\u2060org');
    for (const part of [text, html]) expect(part).not.toMatch(/^Bcc/mu);
  });

  it('leads nowhere by a name', () => {
    const { subject, text, html } = invitation('https://evil.example', 'See WWW.evil.example');
    expect(subject).toBe('Invitation to https evil.\u2060example');
    for (const part of [text, html]) {
      expect(part.split(link).join('').split(link.replace('&', '&amp;')).join('')).not.toMatch(/:\/\/|www\./i);
      expect(part).toContain('See WWW evil.\u2060example invites you');
    }
  });

  it('separates what looks like a host for those who look for one, and for nobody else', () => {
    expect(invitation('Acme.example', 'J. R. Smith of Node.js').text).toContain(
      'J. R. Smith of Node.\u2060js invites you to the organization Acme.\u2060example on',
    );
    expect(invitation('Acme', 'pay@evil.example').html).toContain('pay@evil.\u2060example invites');
  });

  it('shortens long names, by whole characters', () => {
    expect(invitation('😀'.repeat(81)).subject).toBe(`Invitation to ${'😀'.repeat(79)}…`);
    expect(invitation('a'.repeat(80)).subject).toBe(`Invitation to ${'a'.repeat(80)}`);
  });

  it('names the end of a reset link', () => {
    expect(composePasswordReset(link, AT).text).toContain(
      `${link}\n\nThe link works once, until 2026-04-19 12:00 UTC.`,
    );
  });
});

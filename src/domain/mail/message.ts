import { toPlainName } from './plain-name.js';

/** Words of a mail to one person. */
export interface Message {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A mail before it is laid out as text and as HTML; all parts are plain text. */
interface Content {
  readonly subject: string;
  readonly before: readonly string[];
  /** Label and address of the page that the mail leads to; null: it leads nowhere. */
  readonly link: { readonly label: string; readonly url: string } | null;
  readonly after: readonly string[];
}

/** Of a name that somebody chose: a mail is not a page of theirs. */
const MAX_NAME = 80;
/** Invites a person to an organization. Names lead nowhere, and are shortened to 80 characters of one line. */
export function composeInvitation(of: {
  readonly orgName: string;
  readonly inviter: string;
  readonly link: string;
  readonly expiresAt: Date;
}): Message {
  const org = toShortLine(of.orgName);
  return layOut({
    subject: `Invitation to ${org}`,
    before: [`${toShortLine(of.inviter)} invites you to the organization ${org} on Quality Gate.`],
    link: { label: 'Accept the invitation', url: of.link },
    after: [
      `The link works once, until ${toMinute(of.expiresAt)}.`,
      'If you do not know who invited you, ignore this email. Nothing happens unless you accept the invitation.',
    ],
  });
}

/** Leads to the page that sets another password. */
export const composePasswordReset = (link: string, expiresAt: Date): Message =>
  layOut({
    subject: 'Reset your password',
    before: ['Someone, probably you, asked to reset the password of your Quality Gate account.'],
    link: { label: 'Set a new password', url: link },
    after: [
      `The link works once, until ${toMinute(expiresAt)}. A newer link replaces it.`,
      'If this was not you, ignore this email. Your password will not change.',
    ],
  });

/** Says to who has no password that there is none to reset. */
export const composeNoPassword = (signInPage: string): Message =>
  layOut({
    subject: 'You sign in without a password',
    before: [
      'Someone, probably you, asked to reset the password of your Quality Gate account.',
      'You sign in at the identity provider of your organization, so there is no password to reset here.',
    ],
    link: { label: 'Sign in', url: signInPage },
    after: ['If it was not you, ignore this email.'],
  });

/** Lays out a mail as text and as HTML that say the same. */
export function layOut({ subject, before, link, after }: Content): Message {
  const text = [...before, ...(link ? [`${link.label}:\n${link.url}`] : []), ...after].join('\n\n');
  const button = link ? [`<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`] : [];
  const html = [...before.map(toParagraph), ...button, ...after.map(toParagraph)].join('\n');
  return { subject, text: `${text}\n`, html: `<!doctype html>\n<html lang="en">\n<body>\n${html}\n</body>\n</html>\n` };
}

const toParagraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);

/** Dots of a host's name, as in `acme.example`: readers of mails make a link of it. */
const DOTS_OF_HOSTS = /(?<=[\p{L}\p{N}])[.。](?=[\p{L}\p{N}])/gu;
/** Joins its neighbours for the eye, and separates them for those who look for addresses. */
const JOINER = '\u2060';

/** A text that somebody chose, on one line of 80 characters that leads nowhere. */
export function toShortLine(name: string): string {
  const line = [...toPlainName(name)];
  const short = line.length <= MAX_NAME ? line.join('') : `${line.slice(0, MAX_NAME - 1).join('')}…`;
  return short.replace(DOTS_OF_HOSTS, `$&${JOINER}`);
}

/** As `2026-04-19 12:00 UTC`. */
export const toMinute = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

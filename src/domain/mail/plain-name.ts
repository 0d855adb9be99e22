/** Controls, which begin lines and headers, line separators, marks that change the direction of text, and what is not visible. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** Characters as above, but for the joiners that scripts and emoji need. */
const UNWRITABLE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * Parts by which readers of mails make a link of a text: two slashes, `www.`, a scheme with something behind its colon, and a host
 * with something behind it. A text is looked at in its compatibility form, as readers of addresses do.
 */
const LINKS = [
  /:?[\\/]{2,}/,
  /(?<=www)[.。]/i,
  /(?<=(?<![\p{L}\p{N}])[a-z][a-z\d+.-]{0,30}):(?=\S)/iu,
  /(?<=[\p{L}\p{N}][.。]\p{L}[\p{L}\p{N}-]{0,62})(?:[\\/]|[:?#](?=\S))/u,
] as const;
const ANY_LINK = new RegExp(LINKS.map(({ source }) => source).join('|'), 'giu');

/** Names that are longer are cut before they are cleaned. */
const MAX_LENGTH = 1000;

/** True for a name that readers of mails make a link of, such as `pay at evil.example/pay` or `mailto:a@b.example`. */
export const hasLink = (name: string): boolean => name.normalize('NFKC').search(ANY_LINK) >= 0;

/** True for a name with characters that nobody sees or that move others. */
export const hasUnwritable = (name: string): boolean => UNWRITABLE.test(name);

/** A name on one line that leads nowhere: of what a provider, an import or an earlier version let in; possibly empty. */
export function toPlainName(name: string): string {
  let plain = toOneLine(name.slice(0, MAX_LENGTH));
  while (hasLink(plain)) plain = toOneLine(plain.normalize('NFKC').replace(ANY_LINK, ' '));
  return plain;
}

const toOneLine = (text: string): string =>
  text.replace(new RegExp(UNPRINTABLE, 'gu'), ' ').replace(/ {2,}/g, ' ').trim();

/** Controls, which begin lines and headers, line separators, and marks that change the direction of text. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/** Parts by which readers of mails make a link of a text. */
const LINKS = /:\/\/|(?<=www)\./giu;

/** A name on one line that leads nowhere: of what a provider, an import or an earlier version let in; possibly empty. */
export const toPlainName = (name: string): string =>
  name.replace(UNPRINTABLE, ' ').replace(LINKS, ' ').replace(/ {2,}/g, ' ').trim();

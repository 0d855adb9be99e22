/** Quotes a text for a POSIX shell where it has more than letters, digits and the punctuation of paths and addresses. */
export const quoteForShell = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

import { oneLine } from './plain-text.js';

/** Joins its neighbours for the eye, and separates them for those who look for references and addresses. */
const JOINER = '\u200d';

/**
 * Text of reports as text of Markdown, on one line: no markup, no mention of people, no reference to an issue, no link.
 * Forges look for references and addresses in what is shown, so that these are broken by a joiner; a backslash would not do.
 */
export const escapeMarkdown = (text: string): string =>
  oneLine(text)
    .replaceAll('&', '&amp;')
    .replace(/[\\`*_{}[\]<>#|~!]/g, '\\$&')
    .replace(/([#!])(?=\w)/g, `$1${JOINER}`)
    .replace(/\b(GH)-(?=\d)/gi, `$1-${JOINER}`)
    .replaceAll('://', `:${JOINER}//`)
    .replace(/\b(www|mailto)(?=[.:])/gi, `$1${JOINER}`)
    .replaceAll('@', '&#64;');

/** A name of reports as code of Markdown. */
export const markdownCode = (text: string): string => `\`${oneLine(text).replaceAll('`', "'")}\``;

/** As `markdownCode`; a pipe ends a table's cell even inside of code. */
export const codeInTable = (text: string): string => markdownCode(text).replaceAll('|', '\\|');

/** A link with Markdown as its text. */
export const markdownLink = (markdown: string, url: string): string =>
  `[${markdown}](${url.replace(/[()<>\s\\]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)})`;

/* eslint-disable no-control-regex -- control characters are what is looked for */
/**
 * Control characters and the marks of bidirectional text, without tabs and line breaks: what steers a terminal, or shows a
 * text otherwise than it is.
 */
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
/** The colours that qgate itself writes (picocolors); all that they can do is to colour. */
const OWN_COLOURS = /(\u001b\[(?:0|1|2|22|31|32|33|36|39)m)/u;
/** Beginnings of lines that GitHub's runner obeys, and marks that it, Azure's and TeamCity's obey anywhere in a line. */
const COMMAND_LINE = /^([ \t\u00a0\ufeff]*):(?=:)/gmu;
const COMMAND_ANYWHERE = /#(?=#(?:vso|teamcity)?\[)/giu;

/** Exceptions for text of qgate's own. */
export interface Showing {
  /** The text may hold qgate's own colours. */
  readonly hasColours?: boolean;
  /** The text holds workflow commands of qgate's own, between which nothing else begins a line. */
  readonly hasCommands?: boolean;
}

/**
 * Text as it may be printed: names from reports, files and services steer neither a terminal nor a workflow. What would is
 * written as JSON escapes it, so that a form that is JSON means the same afterwards.
 */
export function toVisible(text: string, { hasColours = false, hasCommands = false }: Showing = {}): string {
  const lines = text.replaceAll('\r\n', '\n');
  const parts = hasColours ? lines.split(OWN_COLOURS) : [lines];
  const plain = parts.map((part, index) => (index % 2 === 1 ? part : withVisibleControls(part))).join('');
  if (hasCommands) return plain;
  return plain
    .replace(COMMAND_LINE, (_, blank: string) => `${blank}${escapeUnit(':')}`)
    .replace(COMMAND_ANYWHERE, escapeUnit('#'));
}

/** Text with its control characters and marks of bidirectional text written out, for programs that show it as it is. */
export const withVisibleControls = (text: string): string => text.replace(CONTROLS, escapeUnit);

const escapeUnit = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/* eslint-disable no-control-regex -- control characters are what is looked for */
/**
 * Characters that steer a terminal or the order of what is read instead of being read: C0 and DEL, C1, and the marks,
 * embeddings, overrides and isolates of bidirectional text.
 */
const CONTROLS = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const ALL_CONTROLS = new RegExp(CONTROLS, 'gu');
/** As above, without the white space that text of several lines has. */
const CONTROLS_IN_LINES = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const ALL_CONTROLS_IN_LINES = new RegExp(CONTROLS_IN_LINES, 'gu');

const REPLACEMENT = '\uFFFD';

/** True when a name on one line contains control characters. */
export const hasControls = (text: string): boolean => CONTROLS.test(text);

/** A name on one line (id, tool, path) with U+FFFD for each control character. */
export const replaceControls = (text: string): string =>
  CONTROLS.test(text) ? text.replace(ALL_CONTROLS, REPLACEMENT) : text;

/** Text of several lines with U+FFFD for each control character but tabs and line breaks. */
export const replaceControlsInLines = (text: string): string =>
  CONTROLS_IN_LINES.test(text) ? text.replace(ALL_CONTROLS_IN_LINES, REPLACEMENT) : text;

/** Text of several lines without any control character but tabs and line breaks, for services that show it. */
export const removeControlsInLines = (text: string): string =>
  CONTROLS_IN_LINES.test(text) ? text.replace(ALL_CONTROLS_IN_LINES, '') : text;

/** True when a UTF-16 code unit of a path is a control character, for loops over units. */
export const isControlUnit = (unit: number): boolean =>
  unit < 0x20 || (unit >= 0x7f && (unit <= 0x9f || (unit >= 0x61c && hasControls(String.fromCharCode(unit)))));

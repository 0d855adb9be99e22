import { type DecodedText, decodeText } from '../../coverage/scanning/decode-text.js';
import { ScanFailure } from '../../coverage/scanning/scan-failure.js';
import { type Parsed, parsed, unreadable } from '../../report-error.js';
import { findTooDeepNesting } from './json-depth.js';
import { REPORT_LIMITS } from './report-limits.js';

/** A report decoded and, where it is JSON, parsed: what detection and the readers look at. */
export type ReportDocument =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'xml'; readonly bytes: Uint8Array }
  | { readonly kind: 'text'; readonly text: string; readonly warnings: readonly string[] };

/**
 * Decodes a report (UTF-8; UTF-16; for XML what it declares) and tells by its first character what it is.
 * Errors: limit_exceeded, empty, malformed.
 */
export function openReportDocument(bytes: Uint8Array): Parsed<ReportDocument> {
  if (bytes.byteLength > REPORT_LIMITS.bytes) {
    return unreadable('limit_exceeded', `The report is larger than ${REPORT_LIMITS.bytes / 2 ** 20} MiB.`);
  }
  const decoded = decode(bytes);
  if (!decoded.ok) return decoded;
  const { bytes: utf8, warnings } = decoded.value;
  const first = firstCharacter(utf8);
  if (first === null) return unreadable('empty', 'The report is empty.');
  if (first === '<') return parsed({ kind: 'xml', bytes: utf8 });
  const text = Buffer.from(utf8.buffer, utf8.byteOffset, utf8.byteLength).toString('utf8');
  if (first !== '{' && first !== '[') return parsed({ kind: 'text', text, warnings });
  if (warnings.length > 0) return unreadable('malformed', 'The report is JSON, but not valid UTF-8.');
  return parseJsonDocument(text);
}

function decode(bytes: Uint8Array): Parsed<DecodedText> {
  try {
    return parsed(decodeText(bytes));
  } catch (failure) {
    if (failure instanceof ScanFailure) return { ok: false, error: failure.toReportError() };
    throw failure;
  }
}

function firstCharacter(utf8: Uint8Array): string | null {
  const at = utf8.findIndex((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  return at === -1 ? null : String.fromCharCode(utf8[at]!);
}

function parseJsonDocument(text: string): Parsed<ReportDocument> {
  const tooDeep = findTooDeepNesting(text, REPORT_LIMITS.jsonDepth);
  if (tooDeep !== null) {
    const reason = `The JSON is nested deeper than ${REPORT_LIMITS.jsonDepth} levels.`;
    return unreadable('limit_exceeded', reason, placeOf(text, tooDeep));
  }
  try {
    return parsed({ kind: 'json', value: JSON.parse(text) as unknown });
  } catch (error) {
    return notJson(text, error instanceof Error ? error.message : '');
  }
}

/** V8 names the offset of most errors; the rest of its message quotes the input and stays here. */
function notJson(text: string, engineMessage: string): Parsed<never> {
  const offset = /in JSON at position (\d+)/.exec(engineMessage)?.[1];
  const place = offset === undefined ? undefined : placeOf(text, Number(offset));
  const isCutOff = place === undefined && engineMessage.includes('end of JSON input');
  return unreadable('malformed', `The report is not valid JSON${isCutOff ? ': it ends too early' : ''}.`, place);
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: offset - lineStart + 1 };
}

import { type Parsed, parsed, unreadable } from '../../report-error.js';
import { type DecodedText, decodeText } from '../../scanning/decode-text.js';
import { ScanFailure } from '../../scanning/scan-failure.js';
import type { Warning } from '../../warning.js';
import { type JsonDocument, openJson, type OpenJsonOptions } from './json-document.js';
import { REPORT_LIMITS } from './report-limits.js';

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const OPEN_ARRAY = 0x5b;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** A report decoded and, if it is JSON, parsed: the input of detection and the readers. */
export type ReportDocument =
  | ({ readonly kind: 'json' } & JsonDocument)
  | { readonly kind: 'xml'; readonly bytes: Uint8Array }
  | { readonly kind: 'text'; readonly text: string; readonly warnings: readonly Warning[] };

/**
 * Decodes a report (UTF-8; UTF-16; for XML what it declares) and tells by its first character what it is.
 * Errors: limit_exceeded, empty, malformed.
 */
export function openReportDocument(bytes: Uint8Array, options: OpenJsonOptions = {}): Parsed<ReportDocument> {
  if (bytes.byteLength > REPORT_LIMITS.bytes) {
    return unreadable('limit_exceeded', `The report is larger than ${REPORT_LIMITS.bytes / 2 ** 20} MiB.`);
  }
  return catchFailure(() => open(decodeText(bytes), options));
}

function open({ bytes, warnings }: DecodedText, options: OpenJsonOptions): Parsed<ReportDocument> {
  const first = firstCharacter(bytes);
  if (first === null) return unreadable('empty', 'The report is empty.');
  if (first === '<') return parsed({ kind: 'xml', bytes });
  if ((first !== '{' && first !== '[') || isJsonLines(bytes)) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    return parsed({ kind: 'text', text, warnings });
  }
  if (warnings.length > 0) return unreadable('malformed', 'The report is JSON but not valid UTF-8.');
  return parsed({ kind: 'json', ...openJson(bytes, options) });
}

/** True for objects of JSON each on a line of its own, of which the first line and the beginning of the next are looked at. */
function isJsonLines(bytes: Uint8Array): boolean {
  const first = bytes.indexOf(NEWLINE, bytes.indexOf(OPEN_OBJECT));
  if (bytes[0] === OPEN_ARRAY || first < 0) return false;
  const before = bytes[first - 1] === RETURN ? bytes[first - 2] : bytes[first - 1];
  const next = bytes.subarray(first).find((byte) => byte > 0x20);
  return before === CLOSE_OBJECT && next === OPEN_OBJECT;
}

/** Turns the failure that readers of bytes throw into a value. */
export function catchFailure<Value>(read: () => Parsed<Value>): Parsed<Value> {
  try {
    return read();
  } catch (failure) {
    if (failure instanceof ScanFailure) return { ok: false, error: failure.toReportError() };
    throw failure;
  }
}

function firstCharacter(utf8: Uint8Array): string | null {
  const at = utf8.findIndex((byte) => byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  return at === -1 ? null : String.fromCharCode(utf8[at]!);
}

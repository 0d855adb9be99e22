import { type Parsed } from '../../report-error.js';
import { parseJsonLine, parseJsonLines } from './json-lines.js';
import { isJsonObject, type JsonObject, objectAt, ownValue, stringAt } from './json-value.js';
import { plainReport, toPlainResult } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { type ReadReport, reportedTool } from './reported-result.js';

export const TRUFFLEHOG = 'trufflehog';

/** Lines at the beginning, one of which is a result: TruffleHog may log before it finds. */
const LINES_THAT_TELL = 100;

/**
 * Reads the JSON lines of TruffleHog 3: one result for each secret, its detector is the rule. Lines of its log are passed over.
 * Errors: limit_exceeded.
 */
export function readTrufflehog(text: string, { checkoutRoots = [] }: ReaderOptions = {}): Parsed<ReadReport> {
  const secrets = parseJsonLines(text).filter(isTrufflehogResult) as JsonObject[];
  return plainReport(
    reportedTool(TRUFFLEHOG),
    secrets.map((secret) => {
      const place = placeOf(secret);
      const detector = stringAt(secret, 'DetectorName')!;
      const state = ownValue(secret, 'Verified') === true ? 'verified' : 'not verified';
      return toPlainResult(
        {
          tool: TRUFFLEHOG,
          rule: detector,
          message: `A secret of ${detector} (${state})`,
          path: stringAt(place, 'file'),
          region: { startLine: ownValue(place, 'line') },
          snippet: stringAt(secret, 'Raw'),
          evidence: { isLevelStated: false },
        },
        checkoutRoots,
      );
    }),
  );
}

/** The one kind of source that a result has data of: Filesystem, Git and others. */
function placeOf(secret: JsonObject): JsonObject {
  const data = objectAt(objectAt(secret, 'SourceMetadata'), 'Data');
  return (
    Object.keys(data)
      .map((kind) => objectAt(data, kind))
      .find((place) => stringAt(place, 'file') !== null) ?? {}
  );
}

/** True for a secret as TruffleHog writes it. */
export const isTrufflehogResult = (entry: unknown): boolean =>
  isJsonObject(entry) && stringAt(entry, 'DetectorName') !== null && isJsonObject(ownValue(entry, 'SourceMetadata'));

/** True for a text with a result among its first lines. */
export const isTrufflehog = (text: string): boolean =>
  text.includes('"DetectorName"') &&
  text.split('\n', LINES_THAT_TELL).some((line) => isTrufflehogResult(parseJsonLine(line)));

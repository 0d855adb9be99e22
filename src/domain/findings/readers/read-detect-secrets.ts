import { type Parsed } from '../../report-error.js';
import { arrayAt, isJsonObject, type JsonObject, objectAt, ownValue, stringAt } from './json-value.js';
import { plainReport, readObjects, toPlainResult } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { type ReadReport, reportedTool } from './reported-result.js';

export const DETECT_SECRETS = 'detect-secrets';

/**
 * Reads the baseline of detect-secrets: one result for each entry, its type is the rule. An entry that an audit calls no secret is
 * suppressed. Hashes of secrets are not read. Errors: limit_exceeded.
 */
export function readDetectSecrets(report: JsonObject, { checkoutRoots = [] }: ReaderOptions = {}): Parsed<ReadReport> {
  const files = objectAt(report, 'results');
  return plainReport(
    reportedTool(DETECT_SECRETS, { version: stringAt(report, 'version') }),
    Object.keys(files).flatMap((path) =>
      readObjects(arrayAt(files, path), (secret) =>
        toPlainResult(
          {
            tool: DETECT_SECRETS,
            rule: stringAt(secret, 'type'),
            message: `Possible secret: ${stringAt(secret, 'type') ?? 'of an unknown type'}`,
            path: stringAt(secret, 'filename') ?? path,
            region: { startLine: ownValue(secret, 'line_number') },
            isSuppressed: ownValue(secret, 'is_secret') === false,
            evidence: { isLevelStated: false },
          },
          checkoutRoots,
        ),
      ),
    ),
  );
}

/** True for a baseline of detect-secrets, one without secrets included. */
export const isDetectSecrets = (report: JsonObject): boolean =>
  Array.isArray(ownValue(report, 'plugins_used')) && isJsonObject(ownValue(report, 'results'));

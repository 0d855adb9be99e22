import { type Parsed, unreadable } from '../../report-error.js';
import { tagOfWeakness } from '../classify/weaknesses.js';
import { TRACE_LIMITS } from '../trace.js';
import { plainReport, toNumber, toPlainResult, type WrittenPlace } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { REPORT_LIMITS } from './report-limits.js';
import { type Level, type ReadReport, type ReadResult, reportedTool } from './reported-result.js';
import { readXml } from './xml-reading.js';

export const CPPCHECK = 'cppcheck';

const ATTRIBUTES = ['version', 'id', 'severity', 'msg', 'cwe', 'file', 'line', 'column', 'info'] as const;

const LEVELS: ReadonlyMap<string, Level> = new Map([
  ['error', 'error'],
  ['warning', 'warning'],
  ['style', 'note'],
  ['performance', 'note'],
  ['portability', 'note'],
  ['information', 'none'],
  ['debug', 'none'],
]);

/**
 * Reads cppcheck's XML of version 2: one result for each `error`, at its first `location`. Errors: unsupported_version,
 * malformed, limit_exceeded.
 */
export function readCppcheck(bytes: Uint8Array, { checkoutRoots = [] }: ReaderOptions = {}): Parsed<ReadReport> {
  const results: ReadResult[] = [];
  const report: Record<'format' | 'version', string | null> = { format: null, version: null };
  let error: Record<(typeof ATTRIBUTES)[number], string | null> | null = null;
  let related: WrittenPlace[] = [];

  const walked = readXml(bytes, ATTRIBUTES, {
    texts: [],
    start(name, attribute) {
      if (name === 'results') report.format = attribute('version');
      else if (name === 'cppcheck') report.version = attribute('version');
      else if (name === 'error') {
        error = {
          ...{ version: null, id: attribute('id'), severity: attribute('severity'), msg: attribute('msg') },
          ...{ cwe: attribute('cwe'), file: null, line: null, column: null, info: null },
        };
        related = [];
      } else if (name === 'location' && error?.file === null) {
        error = { ...error, file: attribute('file'), line: attribute('line'), column: attribute('column') };
      } else if (name === 'location' && error !== null && related.length < TRACE_LIMITS.related) {
        related.push({ path: attribute('file'), line: toNumber(attribute('line')), message: attribute('info') });
      }
      return results.length <= REPORT_LIMITS.results;
    },
    end(name) {
      if (name !== 'error' || error === null) return;
      const { id, severity, msg, cwe, file, line, column } = error;
      error = null;
      results.push(
        toPlainResult(
          {
            tool: CPPCHECK,
            rule: id,
            message: msg,
            path: file,
            region: { startLine: toNumber(line), startColumn: toNumber(column) },
            related,
            evidence: {
              level: LEVELS.get(severity ?? '') ?? 'warning',
              tags: toNumber(cwe) === null ? [] : [tagOfWeakness(toNumber(cwe)!)],
            },
          },
          checkoutRoots,
        ),
      );
    },
  });
  if (!walked.ok) return walked;
  if (report.format !== '2') {
    return unreadable('unsupported_version', `${VERSION_1} Run cppcheck with --xml-version=2.`);
  }
  return plainReport(reportedTool(CPPCHECK, { version: report.version }), results);
}

/** Reason why a report without a version, which is one of version 1, is not read. */
export const VERSION_1 = "cppcheck's XML of version 1 is not supported, only 2.";

/** Version of the format of a document with the root element `results`: '1' without an attribute; null for other documents. */
export function cppcheckVersion(bytes: Uint8Array): string | null {
  let version: string | null = null;
  readXml(bytes, ['version'], {
    texts: [],
    start(name, attribute) {
      if (name === 'results') {
        version = attribute('version') ?? '1';
        return version === '1';
      }
      // Version 1 has its errors directly below the root.
      if (name !== 'error') version = null;
      return false;
    },
    end() {
      return;
    },
  });
  return version;
}

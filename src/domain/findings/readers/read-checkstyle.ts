import { type Parsed, parsed } from '../../report-error.js';
import { refuseTooMany, toNumber, toPlainResult } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { REPORT_LIMITS } from './report-limits.js';
import { type Level, type ReadReport, type ReadResult, type ReportedTool, reportedTool } from './reported-result.js';
import { readXml } from './xml-reading.js';

/** The tool of reports whose sources name none that is known. */
export const CHECKSTYLE = 'checkstyle';

const ATTRIBUTES = ['name', 'version', 'line', 'column', 'severity', 'message', 'source'] as const;

const LEVELS: ReadonlyMap<string, Level> = new Map([
  ['error', 'error'],
  ['warning', 'warning'],
  ['info', 'note'],
  ['ignore', 'none'],
]);

/** Tools that write Checkstyle's format, by the beginning of their sources; what follows it is the rule. */
const SOURCES: readonly (readonly [start: RegExp, tool: string])[] = [
  [/^com\.puppycrawl\.tools\.checkstyle\.(?:\w+\.)*/, CHECKSTYLE],
  [/^eslint\.rules\./, 'eslint'],
  [/^stylelint\.rules\./, 'stylelint'],
  [/^swiftlint\.rules\./, 'swiftlint'],
  [/^failure\.tslint\./, 'tslint'],
  [/^detekt\./, 'detekt'],
  [/^ShellCheck\./, 'shellcheck'],
  [/^org\.scalastyle\.(?:\w+\.)*/, 'scalastyle'],
  [/^(?=(?:Generic|PEAR|PSR\d+|Squiz|Zend|MySource)\.)/, 'php-codesniffer'],
  [/^(?=DL\d{4}$)/, 'hadolint'],
  [/^jshint\./, 'jshint'],
  // `eslint(no-var)`: the plugin, and its rule.
  [/^(?=[\w@/-]+\([\w/-]+\)$)/, 'oxlint'],
];

/**
 * Reads Checkstyle's XML, which many linters write: one result for each `error` in a `file`. The tool is the one that the
 * beginning of its source names. Errors: malformed, limit_exceeded.
 */
export function readCheckstyle(
  bytes: Uint8Array,
  { checkoutRoots = [], tool }: ReaderOptions = {},
): Parsed<ReadReport> {
  const results: ReadResult[] = [];
  const tools = new Map<string, ReportedTool>();
  const unnamed = reportedTool(tool ?? CHECKSTYLE, { isUnnamed: tool === undefined });
  let path: string | null = null;

  const walked = readXml(bytes, ATTRIBUTES, {
    texts: [],
    start(name, attribute) {
      if (name === 'file') path = attribute('name');
      else if (name === 'error') {
        const source = attribute('source')?.trim() ?? '';
        const known = SOURCES.find(([start]) => start.test(source));
        const reported = known === undefined ? unnamed : reportedTool(known[1]);
        tools.set(`${reported.name} ${reported.isUnnamed}`, reported);
        results.push(
          toPlainResult(
            {
              tool: reported.name,
              rule: known === undefined ? source : source.replace(known[0], ''),
              message: attribute('message'),
              path,
              region: { startLine: toNumber(attribute('line')), startColumn: toNumber(attribute('column')) },
              evidence: { level: LEVELS.get(attribute('severity')?.toLowerCase() ?? '') ?? 'warning' },
            },
            checkoutRoots,
          ),
        );
      }
      return results.length <= REPORT_LIMITS.results;
    },
    end(name) {
      if (name === 'file') path = null;
    },
  });
  if (!walked.ok) return walked;
  return (
    refuseTooMany(results.length) ??
    parsed({
      tools: tools.size === 0 ? [unnamed] : [...tools.values()],
      results,
      duplicationPct: null,
      linesOfCode: null,
      warnings: [],
    })
  );
}

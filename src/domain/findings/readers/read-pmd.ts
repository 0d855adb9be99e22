import { type Parsed, parsed } from '../../report-error.js';
import { nextColumn, refuseTooMany, toNumber, toPlainResult } from './plain-result.js';
import { type ReaderOptions } from './reader-options.js';
import { REPORT_LIMITS } from './report-limits.js';
import { type Level, type ReadReport, type ReadResult, reportedTool } from './reported-result.js';
import { readXml } from './xml-reading.js';

export const PMD = 'pmd';
const PHPMD = 'phpmd';

const ATTRIBUTES = [
  ...['name', 'version', 'beginline', 'endline', 'begincolumn', 'endcolumn', 'rule', 'package', 'class', 'method'],
  ...['priority', 'externalInfoUrl'],
] as const;

/** PMD's priorities, 1 being the highest, as its own SARIF renders them. */
const LEVELS: readonly Level[] = ['error', 'error', 'warning', 'note', 'note'];

/** A violation that is open, without its text. */
interface Violation {
  readonly attribute: Readonly<Record<string, string | null>>;
  readonly path: string | null;
}

/**
 * Reads the XML of PMD, and that of PHPMD, which has the same form and names its own web site: one result for each
 * `violation` in a `file`. Errors: malformed, limit_exceeded.
 */
export function readPmd(bytes: Uint8Array, { checkoutRoots = [] }: ReaderOptions = {}): Parsed<ReadReport> {
  const violations: (Violation & { readonly text: string })[] = [];
  let version: string | null = null;
  let path: string | null = null;
  let open: Violation | null = null;

  const walked = readXml(bytes, ATTRIBUTES, {
    texts: ['violation'],
    start(name, attribute) {
      if (name === 'pmd') version = attribute('version');
      else if (name === 'file') path = attribute('name');
      else if (name === 'violation')
        open = { path, attribute: Object.fromEntries(ATTRIBUTES.map((each) => [each, attribute(each)])) };
      return violations.length <= REPORT_LIMITS.results;
    },
    end(name, text) {
      if (name === 'file') path = null;
      else if (name === 'violation' && open !== null) violations.push({ ...open, text });
    },
  });
  if (!walked.ok) return walked;
  const isPhp = violations.some(({ attribute }) => attribute.externalInfoUrl?.includes('phpmd'));
  const tool = isPhp ? PHPMD : PMD;
  return (
    refuseTooMany(violations.length) ??
    parsed({
      tools: [reportedTool(tool, { version: isVersion(version) ? version : null })],
      results: violations.map((violation) => readViolation(violation, violation.text, tool, checkoutRoots)),
      duplicationPct: null,
      linesOfCode: null,
      warnings: [],
    })
  );
}

/** PHPMD's packages may state a placeholder. */
const isVersion = (version: string | null): boolean => version !== null && /^\d/.test(version);

function readViolation(
  { attribute, path }: Violation,
  text: string,
  tool: string,
  roots: readonly string[],
): ReadResult {
  const priority = toNumber(attribute.priority) ?? 3;
  return toPlainResult(
    {
      tool,
      rule: attribute.rule ?? null,
      message: text.trim() || (attribute.rule ?? null),
      path,
      region: {
        startLine: toNumber(attribute.beginline),
        startColumn: toNumber(attribute.begincolumn),
        endLine: toNumber(attribute.endline),
        endColumn: nextColumn(toNumber(attribute.endcolumn)),
      },
      scope: [attribute.class, attribute.method].filter((name) => name != null && name !== '').join('.') || null,
      evidence: { level: LEVELS[priority - 1] ?? 'warning' },
      help: { helpUri: attribute.externalInfoUrl },
    },
    roots,
  );
}

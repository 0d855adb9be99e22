import { countOf } from '../../domain/count-of.js';
import { gradeByPlace } from '../../domain/findings/classify/grade-by-place.js';
import { exportSarif } from '../../domain/findings/export-sarif.js';
import { type Finding, type FindingsReport } from '../../domain/findings/finding.js';
import { chooseFix } from '../../domain/findings/fix.js';
import {
  openReport,
  type ParsedResult,
  parseFindings,
  type ParseFindingsOptions,
} from '../../domain/findings/parse-findings.js';
import { type JsonObject, objectAt } from '../../domain/findings/readers/json-value.js';
import { STATED_FIX, STATED_PROPERTIES } from '../../domain/findings/readers/read-sarif.js';
import { decodeText } from '../../domain/scanning/decode-text.js';
import { type FindingsFile } from '../report-file.js';
import { resultsOf, type SarifLog, type SarifRun } from './sarif-log.js';

/** A result of a log that is a finding, as the service will read it. */
export interface DraftResult {
  readonly finding: Finding;
  readonly run: SarifRun;
  readonly result: unknown;
}

/** A report as a SARIF log that can be added to. */
export interface ReportDraft {
  readonly log: SarifLog;
  readonly results: readonly DraftResult[];
  /** Remarks of the report's reader about things that the service will no longer see. */
  readonly notes: readonly string[];
  /** True when it was another format: then no tool chose its source text, which may be shortened. */
  readonly isConverted: boolean;
}

/** Formats of duplicated texts: they contain the text itself and all its places, by which the service recognizes it. */
const OF_DUPLICATES: readonly FindingsFile['format'][] = ['jscpd', 'cpd'];

/**
 * Opens a report. SARIF stays the tool's own document; another format, which has no room for additions, becomes the
 * SARIF of the findings that it is read as. Null for a report that cannot be read, which the service explains, and for
 * one without anything to add.
 *
 * @param root folder of the checkout: paths below it become relative
 */
export function draftReport(report: FindingsFile, root: string): ReportDraft | null {
  if (OF_DUPLICATES.includes(report.format)) return null;
  const options = { format: report.format, checkoutRoots: [root] };
  return report.format === 'sarif' ? openSarif(report.content, options) : convert(report.content, options);
}

function openSarif(content: Buffer, options: ParseFindingsOptions): ReportDraft | null {
  const opened = openReport(content, options);
  const results = opened.ok ? readAll(opened.value.results) : null;
  if (results === null) return null;
  const { bytes } = decodeText(content);
  const log = JSON.parse(Buffer.from(bytes).toString('utf8')) as SarifLog;
  const places = [...resultsOf(log)];
  return {
    log,
    results: places.flatMap((place, at) => {
      const read = results[at];
      return read?.kind === 'finding' ? [{ ...place, finding: read.finding }] : [];
    }),
    notes: [],
    isConverted: false,
  };
}

/** Reads all results; one that is no JSON makes the whole report unreadable, however late it comes. */
function readAll(results: Iterable<ParsedResult>): readonly ParsedResult[] | null {
  try {
    return [...results];
  } catch {
    return null;
  }
}

function convert(content: Buffer, options: ParseFindingsOptions): ReportDraft | null {
  const read = parseFindings(content, { ...options, withFixes: true });
  if (!read.ok) return null;
  const { runs, rejected, warnings } = read.value;
  // The service has to see that a tool broke off, which only its own report says.
  if (runs.some(({ state }) => state !== 'ok')) return null;
  const findings = runs.flatMap((run) => run.findings);
  const log = toSarifLog(read.value);
  const [first] = rejected;
  const results = [...resultsOf(log)].map((place, at) => ({ ...place, finding: findings[at]! }));
  results.forEach(addFix);
  return {
    log,
    results,
    notes: [
      ...warnings.map(({ message }) => message),
      ...(first === undefined
        ? []
        : [`${countOf(rejected.length, 'result')} could not be read, e.g. number ${first.index}: ${first.reason}`]),
    ],
    isConverted: true,
  };
}

/** States the fix of a finding as readers of our own SARIF know it: SARIF counts no bytes, and not all formats count columns alike. */
function addFix({ finding, result }: DraftResult): void {
  const fix = chooseFix(finding);
  const bag = objectAt(objectAt(result as JsonObject, 'properties'), STATED_PROPERTIES);
  if (fix !== null) Object.assign(bag, { [STATED_FIX]: { description: fix.description, edits: fix.edits } });
}

/** A report of any format as the SARIF of its findings. */
export function toSarifLog({ runs, duplicationPct, duplicatedLines, linesOfCode }: FindingsReport): SarifLog {
  const log = exportSarif({
    scan: null,
    toolVersions: Object.fromEntries(runs.map(({ tool, toolVersion }) => [tool, toolVersion])),
    findings: runs.flatMap((run) =>
      run.findings.map(gradeByPlace).map(({ region, ...finding }) => ({ ...finding, ...region })),
    ),
    measures: { duplicationPct, duplicatedLines, linesOfCode },
  });
  return log;
}

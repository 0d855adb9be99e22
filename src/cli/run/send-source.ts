import { type LineRange } from '../../domain/changes/changed-lines.js';
import { coverableLines } from '../../domain/changes/counted-lines.js';
import { mergeRanges } from '../../domain/changes/line-ranges.js';
import { countOf } from '../../domain/count-of.js';
import { indicesWithin } from '../../domain/coverage/patch-coverage.js';
import { resolveFindingPaths } from '../../domain/findings/resolve-finding-paths.js';
import { groupBy } from '../../domain/group-by.js';
import { type SourceExcerpts } from '../../domain/source/source-switch.js';
import { MAX_SOURCE_BYTES } from '../../domain/source/stored-source.js';
import { type CreatedScan } from '../api/answers.js';
import { ApiError } from '../api/api-error.js';
import { type ScanApi, type SentSource } from '../api/scan-api.js';
import { readLocalCoverage } from '../collect/read-reports.js';
import { readFindings } from '../enrich/read-findings.js';
import { type KnownSecrets, withoutSecrets } from '../enrich/secret-lines.js';
import { CliError } from '../exit-code.js';
import { type Progress } from '../progress/progress.js';
import { Checkout } from '../source/checkout.js';
import { type PreparedScan } from './prepare-run.js';

/** Lines above and below a finding, or an added line that no test runs, that are sent with it. */
const LINES_BEFORE = 10;
const LINES_AFTER = 16;
/** Text of one request. */
const REQUEST_BYTES = 40 * 1024 * 1024;
/** Files of one scan: those of the change first. */
const MAX_FILES = 5_000;

type SentScan = Pick<PreparedScan, 'findings' | 'secrets' | 'files' | 'change' | 'coverage' | 'coverageExclude'>;

/** Lines of a file. */
interface Place {
  readonly path: string;
  readonly range: LineRange;
}

/**
 * Sends the source text that the repository allows, without secrets: the lines around findings and around added lines that no test
 * runs, or the files of the change and of findings. A scan is judged without it as well, so a refusal is a remark.
 */
export async function sendSource(
  api: ScanApi,
  { scan_id: scanId, source_excerpts: allowed = 'none' }: CreatedScan,
  prepared: SentScan,
  root: string,
  progress: Progress,
): Promise<void> {
  if (allowed === 'none') return;
  await progress.step('Sending source', async (step) => {
    const checkout = new Checkout({ root, tracked: prepared.files });
    const wanted = chooseRanges(allowed, prepared, root, progress);
    let batch: SentSource[] = [];
    let bytes = 0;
    let sent = 0;
    const send = async (): Promise<void> => {
      if (batch.length === 0) return;
      const { files, refused } = await api.sendSource(scanId, batch);
      for (const { path, code } of refused) progress.detail(`${path}: not stored (${code})`);
      sent += files;
      [batch, bytes] = [[], 0];
    };
    try {
      for (const [path, ranges] of wanted) {
        const file = await readBlanked(checkout, prepared.secrets, path, ranges);
        if (file === null) continue;
        if (bytes + file.content.length > REQUEST_BYTES) await send();
        batch.push(file);
        bytes += file.content.length;
      }
      await send();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      progress.note(`The source was not sent: ${error.message}`);
    }
    step.say(countOf(sent, 'file'));
  });
}

/** Ranges of lines by path; null for whole files. */
function chooseRanges(
  allowed: SourceExcerpts,
  prepared: SentScan,
  root: string,
  progress: Progress,
): ReadonlyMap<string, readonly LineRange[] | null> {
  const { findings, files, change } = prepared;
  const found = findings
    .filter(({ format }) => format !== 'suppressions')
    .flatMap((report) => resolveFindingPaths(readFindings(report, root), files, report.reportPath ?? null))
    .flatMap(({ filePath, region: { startLine, endLine } }): Place[] =>
      filePath === null || startLine === null ? [] : [around(filePath, startLine, endLine!)],
    );
  if (allowed === 'findings') {
    const places = groupBy([...found, ...neverRun(prepared, progress)], ({ path }) => path);
    return new Map(
      [...places].slice(0, MAX_FILES).map(([path, each]) => [path, mergeRanges(each.map(({ range }) => range))]),
    );
  }
  const byPath = groupBy(found, ({ path }) => path);
  const paths = new Set([...(change?.files ?? []).map(({ path }) => path), ...byPath.keys()]);
  return new Map([...paths].slice(0, MAX_FILES).map((path) => [path, null]));
}

const around = (path: string, from: number, to: number): Place => ({
  path,
  range: [Math.max(1, from - LINES_BEFORE), to + LINES_AFTER],
});

/** Added lines that no test runs; none where a report cannot be read here. */
function neverRun({ change, coverage, coverageExclude, files }: SentScan, progress: Progress): Place[] {
  if (change === null || coverage.length === 0) return [];
  try {
    const covered = readLocalCoverage(coverage, files, coverageExclude, () => undefined).files;
    return change.files.flatMap((file) => {
      const { lines, hits } = covered.get(file.path) ?? { lines: new Uint32Array(), hits: [] };
      const missed = [...indicesWithin(lines, coverableLines(file))].filter((index) => hits[index] === 0);
      return missed.map((index) => around(file.path, lines[index]!, lines[index]!));
    });
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    progress.detail(`The source of lines that no test runs was not sent: ${error.message}`);
    return [];
  }
}

/** The text as it may be sent; null for a file that is not read. Secrets are blanked in the whole file, before it is cut. */
async function readBlanked(
  checkout: Checkout,
  secrets: KnownSecrets,
  path: string,
  wanted: readonly LineRange[] | null,
): Promise<SentSource | null> {
  const file = await checkout.read(path);
  if (typeof file === 'string') return null;
  const { lines } = withoutSecrets(file, secrets.lines.get(path)).lines;
  const count = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const ranges = wanted?.flatMap(([from, to]): LineRange[] => (from > count ? [] : [[from, Math.min(to, count)]]));
  if (ranges?.length === 0) return null;
  const kept = ranges === undefined ? lines.slice(0, count) : ranges.flatMap(([from, to]) => lines.slice(from - 1, to));
  const content = Buffer.from(kept.map((line) => `${line}\n`).join(''));
  return content.length > MAX_SOURCE_BYTES ? null : { path, content, ranges: ranges ?? null };
}

import { type Finding } from '../../domain/findings/finding.js';
import { openReport } from '../../domain/findings/parse-findings.js';
import { resolveFindingPaths } from '../../domain/findings/resolve-finding-paths.js';
import { type SourceExcerpts } from '../../domain/source/source-switch.js';
import { type LineRange, MAX_SOURCE_BYTES } from '../../domain/source/stored-source.js';
import { type CreatedScan } from '../api/answers.js';
import { ApiError } from '../api/api-error.js';
import { type ScanApi, type SentSource } from '../api/scan-api.js';
import { countOf } from '../count-of.js';
import { findSecrets, type KnownSecrets, withoutSecrets } from '../enrich/secret-lines.js';
import { type Progress } from '../progress/progress.js';
import { type FindingsFile } from '../report-file.js';
import { Checkout } from '../source/checkout.js';
import { type PreparedScan } from './prepare-run.js';

/** Lines above and below a finding that are sent with it. */
const LINES_BEFORE = 10;
const LINES_AFTER = 16;
/** Text of one request. */
const REQUEST_BYTES = 40 * 1024 * 1024;
/** Files of one scan: those of the change first. */
const MAX_FILES = 5_000;

type SentScan = Pick<PreparedScan, 'findings' | 'files' | 'change'>;

/**
 * Sends the source text that the repository allows, without secrets: the lines around findings, or the files of the change and of
 * findings. A scan is judged without it as well, so a refusal is a remark.
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
    const secrets = findSecrets(prepared.findings, checkout);
    const wanted = chooseRanges(allowed, prepared, root);
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
        const file = await readSource(checkout, secrets, path, ranges);
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
  { findings, files, change }: SentScan,
  root: string,
): ReadonlyMap<string, readonly LineRange[] | null> {
  const found = resolveFindingPaths(
    findings.flatMap((report) => findingsIn(report, root)),
    files,
  );
  const lines = new Map<string, LineRange[]>();
  for (const { filePath, region } of found) {
    if (filePath === null || region.startLine === null) continue;
    const range: LineRange = [Math.max(1, region.startLine - LINES_BEFORE), region.endLine! + LINES_AFTER];
    lines.set(filePath, [...(lines.get(filePath) ?? []), range]);
  }
  if (allowed === 'findings') return new Map([...lines].slice(0, MAX_FILES).map(([path, each]) => [path, join(each)]));
  const paths = new Set([...(change?.files ?? []).map(({ path }) => path), ...lines.keys()]);
  return new Map([...paths].slice(0, MAX_FILES).map((path) => [path, null]));
}

function findingsIn({ content, format }: FindingsFile, root: string): readonly Finding[] {
  if (format === 'suppressions') return [];
  const opened = openReport(content, { format, checkoutRoots: [root] });
  if (!opened.ok) return [];
  try {
    return [...opened.value.results].flatMap((result) => (result.kind === 'finding' ? [result.finding] : []));
  } catch {
    // The service says what is wrong with the report.
    return [];
  }
}

/** Ascending ranges, of which none touches the next. */
function join(ranges: readonly LineRange[]): LineRange[] {
  const joined: LineRange[] = [];
  for (const [from, to] of [...ranges].sort(([one], [other]) => one - other)) {
    const last = joined.at(-1);
    if (last === undefined || from > last[1] + 1) joined.push([from, to]);
    else joined[joined.length - 1] = [last[0], Math.max(last[1], to)];
  }
  return joined;
}

/** The text as it may be sent; null for a file that is not read. Secrets are blanked in the whole file, before it is cut. */
async function readSource(
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

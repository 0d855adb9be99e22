import { type LineRange } from '../../domain/changes/changed-lines.js';
import { mergeRanges } from '../../domain/changes/line-ranges.js';
import { resolveFindingPaths } from '../../domain/findings/resolve-finding-paths.js';
import { groupBy } from '../../domain/group-by.js';
import { type SourceExcerpts } from '../../domain/source/source-switch.js';
import { MAX_SOURCE_BYTES } from '../../domain/source/stored-source.js';
import { type CreatedScan } from '../api/answers.js';
import { ApiError } from '../api/api-error.js';
import { type ScanApi, type SentSource } from '../api/scan-api.js';
import { countOf } from '../count-of.js';
import { readFindings } from '../enrich/read-findings.js';
import { type KnownSecrets, withoutSecrets } from '../enrich/secret-lines.js';
import { type Progress } from '../progress/progress.js';
import { Checkout } from '../source/checkout.js';
import { type PreparedScan } from './prepare-run.js';

/** Lines above and below a finding that are sent with it. */
const LINES_BEFORE = 10;
const LINES_AFTER = 16;
/** Text of one request. */
const REQUEST_BYTES = 40 * 1024 * 1024;
/** Files of one scan: those of the change first. */
const MAX_FILES = 5_000;

type SentScan = Pick<PreparedScan, 'findings' | 'secrets' | 'files' | 'change'>;

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
  { findings, files, change }: SentScan,
  root: string,
): ReadonlyMap<string, readonly LineRange[] | null> {
  const found = findings
    .filter(({ format }) => format !== 'suppressions')
    .flatMap((report) => resolveFindingPaths(readFindings(report, root), files, report.reportPath ?? null))
    .flatMap(({ filePath, region: { startLine, endLine } }): { path: string; range: LineRange }[] => {
      if (filePath === null || startLine === null) return [];
      return [{ path: filePath, range: [Math.max(1, startLine - LINES_BEFORE), endLine! + LINES_AFTER] }];
    });
  const byPath = groupBy(found, ({ path }) => path);
  if (allowed === 'findings')
    return new Map(
      [...byPath].slice(0, MAX_FILES).map(([path, each]) => [path, mergeRanges(each.map(({ range }) => range))]),
    );
  const paths = new Set([...(change?.files ?? []).map(({ path }) => path), ...byPath.keys()]);
  return new Map([...paths].slice(0, MAX_FILES).map((path) => [path, null]));
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

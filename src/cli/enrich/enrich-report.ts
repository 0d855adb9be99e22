import { type Finding } from '../../domain/findings/finding.js';
import { cutSnippet } from '../../domain/findings/readers/source-text.js';
import { resolveFindingPaths } from '../../domain/findings/resolve-finding-paths.js';
import { type FindingsFile } from '../report-file.js';
import { type Checkout } from '../source/checkout.js';
import { type ColumnKind, type SourceFile } from '../source/source-file.js';
import { type Addition, agreesWithFile, completeFinding } from './complete-finding.js';
import { draftReport, type DraftResult, type ReportDraft } from './report-draft.js';
import { addScope, embedSource, locationOf, type SarifRun, withText } from './sarif-log.js';
import { blankReport, blankResult, findSecrets, type KnownSecrets, withoutSecrets } from './secret-lines.js';
import { removeFixes, withoutFixes } from './without-fixes.js';

/** A report completed from the checkout, with remarks on the work. */
export interface EnrichedReport {
  readonly report: FindingsFile;
  /** Number of findings that were completed. */
  readonly completed: number;
  readonly notes: readonly string[];
}

/**
 * Adds to the findings of a report the details that their tool left out: the flagged text, the lines around it and the
 * enclosing scope (docs/cli.md). SARIF keeps everything that the tool wrote; another format is sent as SARIF, which the
 * service reads as equal findings. Findings that cannot be completed within the limits are sent unchanged, and so is a
 * report without any addition. Secrets are blanked in all of them.
 *
 * @param secrets those that any report of the run names
 */
export async function enrichReport(
  report: FindingsFile,
  checkout: Checkout,
  secrets: KnownSecrets = findSecrets([report], checkout),
): Promise<EnrichedReport> {
  const { limits } = checkout;
  const untouched = (notes: readonly string[] = []): EnrichedReport => ({
    // The file of each fix is not known here.
    report: blankReport(secrets.lines.size === 0 ? report : withoutFixes(report), secrets),
    completed: 0,
    notes,
  });
  if (report.content.length > limits.reportBytes) return untouched(['too large to be completed from the checkout']);
  const draft = draftReport(report, checkout.root);
  if (draft === null) return untouched();

  const groups = byPath(draft.results, checkout.tracked, report.reportPath ?? null);
  await blankResults(groups, checkout, secrets);
  const { completed, notes } = await completeResults(draft, groups, checkout, secrets);
  const hasSecret = draft.results.some(({ finding }) => finding.isSecret === true);
  if (completed === 0 && !hasSecret) return untouched(notes);
  const content = Buffer.from(JSON.stringify(draft.log));
  if (content.length > limits.sentBytes) return untouched(['too large once the source of its findings is added']);
  return {
    report: blankReport({ ...report, format: 'sarif', content }, secrets),
    completed,
    notes: [...draft.notes, ...notes],
  };
}

/** Completes the results of a draft in place, file by file in the order of their paths. */
async function completeResults(
  draft: ReportDraft,
  groups: readonly ResultsOfFile[],
  checkout: Checkout,
  secrets: KnownSecrets,
): Promise<{ readonly completed: number; readonly notes: readonly string[] }> {
  let completed = 0;
  let room = checkout.limits.addedBytes;
  for (const [path, results] of groups) {
    if (checkout.isOverdue) return { completed, notes: ['not all findings were completed: it took too long'] };
    const file = await checkout.read(path);
    if (typeof file === 'string') continue;
    const shown = withoutSecrets(file, secrets.lines.get(path));
    const completions = await completeAll(results, file, shown, checkout);
    const pieces = toPieces(completions, { file, shown }, draft.isConverted, checkout.limits.embeddedBytes);
    if (pieces.bytes > room) return { completed, notes: ['not all findings were completed: there are too many'] };
    room -= pieces.bytes;
    pieces.write();
    completed += completions.filter(({ addition }) => addition !== null).length;
  }
  return { completed, notes: [] };
}

/** Blanks secrets in the results of a draft in place. */
async function blankResults(
  groups: readonly ResultsOfFile[],
  checkout: Checkout,
  { lines }: KnownSecrets,
): Promise<void> {
  for (const [path, results] of groups) {
    const ofFile = lines.get(path);
    if (ofFile === undefined) continue;
    const file = await checkout.read(path);
    for (const { result } of results) removeFixes(result);
    for (const result of results)
      blankResult(result, flaggedText(result.finding, typeof file === 'string' ? null : file), ofFile);
  }
}

/** The text that a finding flags: the file's own text where its tool left it out, or wrote something else in its place. */
function flaggedText({ snippet, region }: Finding, file: SourceFile | null): string | null {
  if (file === null) return snippet;
  const lines = cutSnippet(file.lines, { ...region, startColumn: null, endColumn: null });
  const isOfFile = snippet !== null && (lines === null || lines.includes(snippet.trim()));
  return isOfFile ? snippet : cutSnippet(file.lines, region);
}

type ResultsOfFile = readonly [path: string, results: DraftResult[]];

/** The results by the path that their file has in the repository, '' for those without a file. */
function byPath(
  results: readonly DraftResult[],
  tracked: readonly string[],
  reportPath: string | null,
): ResultsOfFile[] {
  const findings = resolveFindingPaths(
    results.map(({ finding }) => finding),
    tracked,
    reportPath,
  );
  const groups = new Map<string, DraftResult[]>();
  results.forEach((result, at) => {
    const path = findings[at]!.filePath ?? '';
    const group = groups.get(path);
    if (group === undefined) groups.set(path, [result]);
    else group.push(result);
  });
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

interface Completion extends DraftResult {
  readonly addition: Addition | null;
}

async function completeAll(
  results: readonly DraftResult[],
  file: SourceFile,
  shown: SourceFile,
  checkout: Checkout,
): Promise<readonly Completion[]> {
  const completions: Completion[] = [];
  for (const result of results) {
    const addition = await completeFinding(result.finding, file, shown, columnKindOf(result.run), (each) =>
      checkout.scopesOf(each),
    );
    completions.push({ ...result, addition });
  }
  return completions;
}

const columnKindOf = ({ columnKind }: SarifRun): ColumnKind =>
  columnKind === 'unicodeCodePoints' ? columnKind : 'utf16CodeUnits';

/** Additions to the results of one file: size of their text, and the functions that write them into the log. */
interface Pieces {
  readonly bytes: number;
  write(): void;
}

/**
 * The lines around each finding, or, when findings crowd a file, its text once. The latter also replaces the source
 * text in a converted report.
 */
function toPieces(
  completions: readonly Completion[],
  { file, shown }: { readonly file: SourceFile; readonly shown: SourceFile },
  isConverted: boolean,
  embeddedBytes: number,
): Pieces {
  const isFromFile = ({ finding, addition }: Completion): boolean =>
    addition?.context != null || (isConverted && finding.context !== null && agreesWithFile(finding, file));
  const contextOf = ({ finding, addition }: Completion): string => (addition?.context ?? finding.context)?.text ?? '';
  const covered = completions.filter(isFromFile);
  const contextBytes = sumOf(covered, (each) => Buffer.byteLength(contextOf(each)));
  const otherBytes = sumOf(completions, ({ addition }) =>
    addition === null ? 0 : Buffer.byteLength((addition.snippet ?? '') + (addition.scope ?? '')),
  );
  const fileBytes = Buffer.byteLength(shown.text);
  if (contextBytes <= embeddedBytes || contextBytes <= fileBytes) {
    return { bytes: contextBytes + otherBytes, write: () => completions.forEach((each) => writeAddition(each, true)) };
  }
  return {
    bytes: fileBytes + otherBytes,
    write: () => {
      completions.forEach((each) => writeAddition(each, false));
      embedInRuns(covered, shown.text, isConverted);
    },
  };
}

const sumOf = <Item>(items: readonly Item[], sizeOf: (item: Item) => number): number =>
  items.reduce((sum, item) => sum + sizeOf(item), 0);

function writeAddition({ result, addition }: Completion, withContext: boolean): void {
  const location = addition === null ? null : locationOf(result);
  if (addition === null || location === null) return;
  const { snippet, context, scope } = addition;
  const physical = (location.physicalLocation ??= {});
  if (snippet !== null) physical.region = { ...physical.region, snippet: withText(physical.region?.snippet, snippet) };
  if (context !== null && withContext) {
    const endLine = context.startLine + context.text.split('\n').length - 1;
    physical.contextRegion = { startLine: context.startLine, endLine, snippet: { text: context.text } };
  }
  if (scope !== null) addScope(location, scope);
}

function embedInRuns(completions: readonly Completion[], text: string, isConverted: boolean): void {
  for (const run of new Set(completions.map((each) => each.run))) {
    const places = completions.flatMap((each) =>
      each.run === run ? (locationOf(each.result)?.physicalLocation ?? []) : [],
    );
    if (isConverted) for (const place of places) delete place.contextRegion;
    embedSource(run, places, text);
  }
}

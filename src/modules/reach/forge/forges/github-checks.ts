import { createHash } from 'node:crypto';
import type { Severity } from '../../../../domain/findings/finding.js';
import { FORGE_STATES } from '../../../../domain/reporting/forge-states.js';
import type { Annotation, CheckReport } from '../../../../domain/reporting/report-facts.js';
import type { Called, CommitTarget, ForgeAccess, StandingState, Written } from './forge.js';
import { callForge, findOnPages, pathOf, readWritten } from './forge-call.js';
import { githubException, isOwn, PAGE_SIZE } from './github-answers.js';
import { repoPath } from './github-paths.js';
import type { JsonValue } from './json-value.js';

/**
 * Annotations that a run has, as far as this service knows: `pending` of a run that is not completed and has none; `none`; the
 * digest of the set that it has whole; `+n.` and a digest for the first n of that set; `unknown` for anything else. A PATCH appends
 * annotations and takes none away: a run with others than the wanted ones is followed by a new run of its name.
 */
type Mark = string;

interface KnownRun {
  readonly id: string;
  readonly mark: Mark;
}

const PENDING: Mark = 'pending';
const NONE: Mark = 'none';
const UNKNOWN: Mark = 'unknown';

const LEVELS: Readonly<Record<Severity, string>> = {
  critical: 'failure',
  high: 'failure',
  medium: 'warning',
  low: 'notice',
  info: 'notice',
};

const REEVALUATE = { label: 'Re-evaluate', description: 'Judge this commit again', identifier: 're-evaluate' };

/** Reads back the newest run of our own: whether it shows the report, and which annotations it has. */
export async function readCheckRun(
  access: ForgeAccess,
  { project, commitSha }: CommitTarget,
  wanted: CheckReport,
): Promise<Called<StandingState>> {
  const path = `${repoPath(project)}${pathOf('commits', commitSha, 'check-runs')}`;
  const readPage = async (page: number): Promise<Called<readonly JsonValue[]>> => {
    const query = { check_name: wanted.context, filter: 'all', per_page: PAGE_SIZE, page };
    const called = await callForge(access, { method: 'GET', path, query });
    return called.ok ? { ok: true, value: called.value.body.at('check_runs').items } : called;
  };
  const own: JsonValue[] = [];
  const looked = await findOnPages(readPage, PAGE_SIZE, (run) => {
    if (isOwnRun(run, access.author)) own.push(run);
    return null;
  });
  if (!looked.ok) return looked;
  const newest = own.reduce<JsonValue | null>(
    (best, run) => (best === null || Number(run.at('id').text) > Number(best.at('id').text) ? run : best),
    null,
  );
  return { ok: true, value: newest === null ? NOTHING : toStanding(newest, wanted) };
}

const NOTHING: StandingState = { isWanted: false, remoteId: null, pipelineId: null };

const isOwnRun = (run: JsonValue, author: string | null): boolean => isOwn(run.at('app'), author);

function toStanding(run: JsonValue, wanted: CheckReport): StandingState {
  const count = run.at('output', 'annotations_count').number ?? 0;
  const isSame = run.at('external_id').text === wanted.externalId;
  const isWanted = isSame && saysSame(run, wanted) && count === wanted.annotations.length;
  const remoteId = nameOf({ id: run.at('id').text ?? '', mark: markOf(run, { count, isSame, wanted }) });
  return { isWanted, remoteId, pipelineId: null };
}

function saysSame(run: JsonValue, wanted: CheckReport): boolean {
  const { status, conclusion } = stateOf(wanted);
  return (
    run.at('status').text === status &&
    run.at('conclusion').text === (conclusion ?? null) &&
    run.at('output', 'title').text === wanted.title &&
    run.at('output', 'summary').text === wanted.summary
  );
}

function markOf(
  run: JsonValue,
  { count, isSame, wanted }: { readonly count: number; readonly isSame: boolean; readonly wanted: CheckReport },
): Mark {
  if (run.at('status').text !== 'completed') return count === 0 ? PENDING : UNKNOWN;
  if (count === 0) return NONE;
  if (!isSame || count > wanted.annotations.length) return UNKNOWN;
  const whole = digestOf(wanted.annotations);
  return count === wanted.annotations.length ? whole : `+${count}.${whole}`;
}

/**
 * Shows a report: in the run that is there where its annotations allow it, else in a new one. The conclusion comes first, what
 * annotations are missing in a call of their own.
 */
export async function putCheckRun(access: ForgeAccess, target: CommitTarget, report: CheckReport): Promise<Written> {
  const known = reusable(parseName(target.remoteId), report);
  const written =
    known === null ? await createRun(access, target, report) : await updateRun(access, target, known, report);
  if (written.outcome.kind !== 'done') return written;
  const run = parseName(written.remoteId ?? null)!;
  const missing = missingOf(run.mark, report.annotations);
  if (missing.length === 0) return written;
  return { ...written, ...(await annotate(access, target, { run, report, missing })) };
}

/** The run that may be changed into the report; null where a new one is needed. */
function reusable(run: KnownRun | null, { state, annotations }: CheckReport): KnownRun | null {
  if (run === null) return null;
  if (state === 'pending') return run.mark === PENDING ? run : null;
  const whole = digestOf(annotations);
  return [PENDING, NONE, whole].includes(run.mark) || run.mark.endsWith(`.${whole}`) ? run : null;
}

function missingOf(mark: Mark, wanted: readonly Annotation[]): readonly Annotation[] {
  if (mark === digestOf(wanted)) return [];
  return wanted.slice(mark.startsWith('+') ? Number.parseInt(mark.slice(1), 10) : 0);
}

async function createRun(access: ForgeAccess, { project, commitSha }: CommitTarget, report: CheckReport) {
  const call = { method: 'POST', path: `${repoPath(project)}/check-runs` } as const;
  const body = { name: report.context, head_sha: commitSha, ...toBody(report, []) };
  return readWritten(await callForge(access, { ...call, body }, githubException), (run) =>
    toWritten(run, report.state === 'pending' ? PENDING : NONE),
  );
}

async function updateRun(
  access: ForgeAccess,
  target: CommitTarget,
  known: KnownRun,
  report: CheckReport,
): Promise<Written> {
  const call = { method: 'PATCH', path: runPath(target, known) } as const;
  const called = await callForge(access, { ...call, body: toBody(report, []) }, githubException);
  if (!called.ok && called.outcome.kind === 'give_up' && called.outcome.error === 'not_found')
    return { outcome: { kind: 'again', error: 'not_found', afterMs: 0 }, remoteId: null };
  const mark = known.mark === PENDING && report.state !== 'pending' ? NONE : known.mark;
  return readWritten(called, (run) => toWritten(run, mark));
}

async function annotate(
  access: ForgeAccess,
  target: CommitTarget,
  {
    run,
    report,
    missing,
  }: { readonly run: KnownRun; readonly report: CheckReport; readonly missing: readonly Annotation[] },
): Promise<Written> {
  const call = { method: 'PATCH', path: runPath(target, run) } as const;
  const { output } = toBody(report, missing);
  const called = await callForge(access, { ...call, body: { output } }, githubException);
  if (called.ok) return { outcome: { kind: 'done' }, remoteId: nameOf({ ...run, mark: digestOf(report.annotations) }) };
  const { outcome } = called;
  return { outcome, remoteId: nameOf(outcome.kind === 'unclear' ? { ...run, mark: UNKNOWN } : run) };
}

const runPath = ({ project }: CommitTarget, { id }: KnownRun): string =>
  `${repoPath(project)}${pathOf('check-runs', id)}`;

const toWritten = (run: JsonValue, mark: Mark): Omit<Written, 'outcome'> | null => {
  const id = run.at('id').text;
  return id === null ? null : { remoteId: nameOf({ id, mark }), url: run.at('html_url').text };
};

function toBody(report: CheckReport, annotations: readonly Annotation[]) {
  const { title, summary, text } = report;
  return {
    ...(report.url !== null && { details_url: report.url }),
    external_id: report.externalId,
    ...stateOf(report),
    output: {
      title,
      summary,
      ...(text !== '' && { text }),
      ...(annotations.length > 0 && { annotations: annotations.map(toAnnotation) }),
    },
    ...(report.hasReevaluateAction && { actions: [REEVALUATE] }),
  };
}

function stateOf({ state }: CheckReport): { readonly status: string; readonly conclusion?: string } {
  const word = FORGE_STATES.github_check[state];
  return state === 'pending' ? { status: word } : { status: 'completed', conclusion: word };
}

const toAnnotation = ({ path, startLine, endLine, severity, title, message }: Annotation) => ({
  path,
  start_line: startLine,
  end_line: endLine,
  annotation_level: LEVELS[severity],
  title,
  message,
});

const DIGEST_LENGTH = 16;

const digestOf = (annotations: readonly Annotation[]): Mark =>
  annotations.length === 0
    ? NONE
    : createHash('sha256').update(JSON.stringify(annotations)).digest('hex').slice(0, DIGEST_LENGTH);

/** A run's name for the next call: its id and mark. */
const nameOf = ({ id, mark }: KnownRun): string => `${id}:${mark}`;

function parseName(remoteId: string | null): KnownRun | null {
  const [id, mark = UNKNOWN] = remoteId?.split(':') ?? [];
  return id === undefined || id === '' ? null : { id, mark };
}

import { Injectable } from '@nestjs/common';
import { toRepositoryPath } from '../../../domain/changes/repository-path.js';
import { countOf } from '../../../domain/count-of.js';
import { FINDING_TYPES, SEVERITIES } from '../../../domain/findings/finding.js';
import { RULE_NAMES } from '../../../domain/gate/rules.js';
import { groupBy } from '../../../domain/group-by.js';
import { isPlainCode } from '../../../domain/reporting/untrusted-text.js';
import { Clock } from '../../../platform/time/clock.js';
import { completed, fieldsOf, nullable, type ObjectSchema, ref } from './api-schemas.js';
import { type Api, ApiRefusal, type Fields, type Query } from './in-process-api.js';
import type { Tool } from './tool.js';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Time by which a requested waiver ends before the longest allowed, since its request takes a moment. */
const MARGIN_MS = 1_000;

const REPO = { type: 'string', maxLength: 200, description: 'Name of the repository, as in the gate: acme/web.' };
const ID = { type: 'integer', minimum: 1 };
const PR_NUMBER = { ...ID, description: 'Number of the pull request.' };
const COMMIT = {
  type: 'string',
  pattern: '^[0-9a-fA-F]{4,64}$',
  description: 'The commit, in 4 to 64 hexadecimal digits.',
};
const OWN_COMMIT = {
  ...COMMIT,
  description:
    'The commit whose scan to use, in 4 to 64 hexadecimal digits. Set it to read your own scan after a fix: a pull request shows only the scan of its pipeline.',
};
const CURSOR = { type: 'string', maxLength: 2000, description: 'next_cursor of the previous page.' };
const limit = (most: number, usual: number) => ({ type: 'integer', minimum: 1, maximum: most, default: usual });

const inputOf = (properties: Fields, ...required: string[]): ObjectSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const CHANGE = {
  repo: { type: 'string' },
  pr_number: nullable({ type: 'integer' }),
  commit_sha: nullable({ type: 'string' }),
};
const VERDICT = [
  'scan_id',
  'status',
  'reason',
  'conclusion',
  'summary',
  'violations',
  'tolerated_violations',
  'waived_violations',
  'warnings',
  'missing_tools',
  'reports',
  'base',
  'next_actions',
  'next_actions_total',
  'stale',
  'policy_version',
  'evaluated_at',
];
const REPOSITORY = [
  'repo',
  'branch',
  'scan',
  'verdict',
  'ratings',
  'tech_debt',
  'coverage',
  'counters',
  'changes',
  'pending_scan',
  'baseline',
];

const pick = (answer: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(names.map((name) => [name, answer[name]]));
/** One of the words of an answer; of none, another. */
const wordOf = (value: unknown, none = ''): string => (typeof value === 'string' ? value : none);
const listOf = (value: unknown): readonly Fields[] => (value ?? []) as readonly Fields[];

/** The tools, in the order in which they are listed. */
@Injectable()
export class ToolTable {
  constructor(private readonly clock: Clock) {}

  readonly tools: readonly Tool[] = [
    {
      name: 'why_blocked',
      description:
        'Returns whether a change may be merged: the verdict of its scan, the broken rules, and the next actions, of which group 1 makes the gate pass. Give pr_number or commit_sha.',
      input: inputOf({ repo: REPO, pr_number: PR_NUMBER, commit_sha: COMMIT }, 'repo'),
      output: () => completed({ ...CHANGE, ...fieldsOf('GateStatus', VERDICT) }),
      isReadOnly: true,
      answer: async (api, input) => {
        const scan = await scanOfChange(api, input);
        const verdict = await api.get(`/quality/gates/status/${String(scan.id)}`);
        const { violations, next_actions: actions } = verdict;
        return {
          content: { repo: input.repo, ...pick(scan, ['pr_number', 'commit_sha']), ...pick(verdict, VERDICT) },
          head: `Verdict: ${describeVerdict(verdict)}. ${countOf(listOf(violations).length, 'broken rule')}, ${countActions(verdict, listOf(actions).length)}. ${describeScan(scan)}`,
          rows: [...listOf(violations), ...listOf(actions)],
        };
      },
    },
    {
      name: 'what_to_fix',
      description:
        'Lists what to do to make a pull request pass, least effort first, each with its place, its finding and, if the repository stores source text, the fix that the tool offers. Together, the actions of group 1 (enough_with) make the gate pass.',
      input: inputOf(
        { repo: REPO, pr_number: PR_NUMBER, commit_sha: OWN_COMMIT, limit: limit(50, 10), cursor: CURSOR },
        'repo',
        'pr_number',
      ),
      output: () => {
        const finding = { type: 'object', properties: fieldsOf('Issue', FINDING), required: FINDING };
        const extra = {
          finding: nullable(finding),
          help: nullable({ type: 'string' }),
          fix: nullable({ type: 'object', properties: fieldsOf('Fix', FIX), required: FIX }),
        };
        const action = { type: 'object', properties: { ...fieldsOf('NextAction'), ...extra } };
        return completed({ ...CHANGE, ...fieldsOf('NextActions'), next_actions: { type: 'array', items: action } });
      },
      isReadOnly: true,
      answer: async (api, input) => {
        const scan = await scanOf(api, input);
        const query = { limit: Number(input.limit ?? 10), cursor: input.cursor as string | undefined };
        const [page, verdict] = await Promise.all([
          api.get(`/scans/${String(scan.id)}/next-actions`, query),
          api.get(`/quality/gates/status/${String(scan.id)}`),
        ]);
        const issues = await issuesOf(api, listOf(page.next_actions), scan.id);
        const fixes = await fixesOf(api, [...issues.values()], scan.id);
        const actions = listOf(page.next_actions).map((action) => {
          const issue = issues.get(action.issue_id) ?? null;
          const fix = issue && (fixes.get(issue) ?? null);
          return { ...action, finding: issue && pick(issue, FINDING), help: issue && helpOf(issue), fix };
        });
        return {
          content: { repo: input.repo, ...pick(scan, ['pr_number', 'commit_sha']), ...page, next_actions: actions },
          head: `${withoutVerdict(scan) ?? describeActions(verdict, actions.length)} ${describeScan(scan)}${describeNext(page)}`,
          rows: withHelpOnce(actions),
        };
      },
    },
    {
      name: 'uncovered_lines',
      description: 'Lists the added lines of a pull request that no test runs, as ranges for each file.',
      input: inputOf(
        {
          ...{ repo: REPO, pr_number: PR_NUMBER, commit_sha: OWN_COMMIT },
          file_path: { type: 'string', description: 'Only this file.' },
        },
        'repo',
        'pr_number',
      ),
      output: () => completed({ ...CHANGE, ...fieldsOf('GateStatus', ['scan_id', 'uncovered']) }),
      isReadOnly: true,
      answer: async (api, input) => {
        const scan = await scanOf(api, input);
        const verdict = await api.get(`/quality/gates/status/${String(scan.id)}`);
        const path = pathOf(input.file_path);
        const isMeant = (file: Fields) => path === undefined || file.file_path === path;
        const uncovered = verdict.uncovered === null ? null : listOf(verdict.uncovered).filter(isMeant);
        return {
          content: { repo: input.repo, ...pick(scan, ['pr_number', 'commit_sha']), scan_id: scan.id, uncovered },
          head: `${withoutVerdict(scan) ?? (await describeUncovered(api, scan, uncovered, path))} ${describeScan(scan)}`,
          rows: uncovered ?? [],
        };
      },
    },
    {
      name: 'explain_finding',
      description:
        'Explains a problem by its issue_id: rule, state, why it counts as new or inherited, the scans that contain it, and the finding with its related locations.',
      input: inputOf({ issue_id: ID }, 'issue_id'),
      output: () =>
        completed({ ...fieldsOf('Issue'), finding: nullable(ref('Finding')), help: nullable({ type: 'string' }) }),
      isReadOnly: true,
      answer: async (api, { issue_id: id }) => {
        const issue = await api.get(`/issues/${String(id)}`);
        const finding = await rowOf(api, issue);
        return {
          content: { ...issue, finding, help: helpOf(issue) },
          head: `Problem ${String(id)}: ${String(issue.severity)}, ${String(issue.type)}, ${String(issue.state)}.`,
          rows: [pick(issue, FINDING), issue.why as Fields, ...listOf(issue.related), ...listOf(issue.scans)],
        };
      },
    },
    {
      name: 'list_findings',
      description: 'Lists the findings of the scan that a pull request or a commit shows, or of the scan with scan_id.',
      input: inputOf(
        {
          repo: REPO,
          pr_number: PR_NUMBER,
          commit_sha: COMMIT,
          scan_id: ID,
          severity: oneOrMore(SEVERITIES),
          type: oneOrMore(FINDING_TYPES),
          path: { type: 'string', description: 'A file, or a folder with everything below it.' },
          is_new: { type: 'boolean' },
          limit: limit(200, 50),
          cursor: CURSOR,
        },
        'repo',
      ),
      output: () => completed(fieldsOf('FindingList', ['scan_id', 'findings', 'next_cursor', 'total'])),
      isReadOnly: true,
      answer: async (api, { repo, pr_number: pr, commit_sha: commit, scan_id: scanId, path, ...query }) => {
        const change = { repo, pr_number: pr, commit_sha: commit, scan_id: scanId };
        const scan = await scanOfChange(api, change);
        const list = await api.get(`/scans/${String(scan.id)}/findings`, {
          limit: 50,
          ...(query as Record<string, string>),
          path: pathOf(path),
        });
        const state = withoutVerdict(scan);
        return {
          content: list,
          head: `${state === null ? '' : `${state} `}${countOf(Number(list.total), 'finding')}, ${listOf(list.findings).length} on this page. ${describeScan(scan)}${describeNext(list)}`,
          rows: listOf(list.findings).map((finding) => pick(finding, [...FINDING, 'is_new_in_pr', 'new_because'])),
        };
      },
    },
    {
      name: 'list_pull_requests',
      description: "Lists a repository's pull requests with their statuses, most recently scanned first.",
      input: inputOf(
        {
          repo: REPO,
          status: { type: 'string', enum: ['failed', 'not_configured', 'passed', 'pending', 'timed_out'] },
          limit: limit(200, 50),
          cursor: CURSOR,
        },
        'repo',
      ),
      output: () => completed(fieldsOf('PullRequestList')),
      isReadOnly: true,
      answer: async (api, { repo, ...query }) => {
        const { repo_id: id } = await newestScan(api, { repo });
        const list = await api.get(`/repos/${String(id)}/pull-requests`, {
          limit: 50,
          ...(query as Record<string, string>),
        });
        const rows = listOf(list.pull_requests);
        return {
          content: list,
          head: `${countOf(rows.length, 'pull request')} on this page.${describeNext(list)}`,
          rows: rows.map((row) => pick(row, ['pr_number', 'status', 'state', 'title', 'branch', 'new_in_pr'])),
        };
      },
    },
    {
      name: 'repository_status',
      description:
        'Shows a branch of a repository: the verdict of its newest completed scan, ratings, coverage, technical debt and counts. Default: the default branch.',
      input: inputOf({ repo: REPO, branch: { type: 'string' } }, 'repo'),
      output: () =>
        completed(fieldsOf('RepositoryPage', REPOSITORY), ['Repo', 'Scan', 'GateStatus', 'ScanChanges', 'NewInPr']),
      isReadOnly: true,
      answer: async (api, { repo, branch }) => {
        const { repo_id: id } = await newestScan(api, { repo });
        const page = await api.get(`/repos/${String(id)}/overview`, { branch: branch as string | undefined });
        const verdict = page.verdict as Fields | null;
        return {
          content: pick(page, REPOSITORY),
          head: `Verdict: ${wordOf(verdict?.status, 'none')}.`,
          rows: [
            pick(page, ['branch', 'ratings', 'tech_debt', 'coverage', 'counters']),
            ...listOf(verdict?.violations),
          ],
        };
      },
    },
    {
      name: 'simulate_policy',
      description:
        'Judges the newest 100 scans again as if these rules were the whole policy of the organization, and lists the verdicts that would change. An omitted rule has its built-in threshold, not that of the stored policy; null switches a rule off. Stores nothing.',
      input: inputOf(
        {
          rules: {
            type: 'object',
            description: 'Rules by name, such as { "new_high_max": 0, "new_coverage_min": 80 }.',
          },
          repo: { ...REPO, description: 'Only scans of this repository.' },
        },
        'rules',
      ),
      output: () => completed(fieldsOf('Simulation')),
      isReadOnly: true,
      answer: async (api, { rules, repo }) => {
        const of = repo === undefined ? {} : { repo_ids: [(await newestScan(api, { repo })).repo_id] };
        const simulation = await api.post('/quality/gates/simulate', { policy: rules, limit: 100, ...of });
        const { to_failed: failed, to_passed: passed } = simulation;
        return {
          content: simulation,
          head: `Of ${countOf(Number(simulation.scans), 'scan')} ${listOf(failed).length} would fail and ${listOf(passed).length} would pass instead.`,
          rows: [
            ...listOf(failed).map((flip) => ({ to: 'failed', ...flip })),
            ...listOf(passed).map((flip) => ({ to: 'passed', ...flip })),
          ],
        };
      },
    },
    {
      name: 'request_waiver',
      description:
        "Requests a waiver of a rule for a pull request. A person in the organization approves or declines it; this tool never grants anything. Use it only if nothing else can meet the rule, and only once: an agent's key may have one open request for a rule of a pull request, and 20 in total.",
      input: inputOf(
        {
          repo: REPO,
          rule: { type: 'string', enum: RULE_NAMES },
          pr_number: PR_NUMBER,
          reason: { type: 'string', minLength: 1, maxLength: 2000 },
          expires_at: { type: 'string', description: 'A time with a time zone. Default: the latest allowed time.' },
          max_actual: { anyOf: [{ type: 'number' }, { type: 'string' }], description: 'The worst tolerated value.' },
        },
        'repo',
        'rule',
        'pr_number',
        'reason',
      ),
      output: () => completed(fieldsOf('WaiverRequest')),
      isReadOnly: false,
      answer: async (api, { repo, rule, pr_number: pr, reason, expires_at: end, max_actual: most = null }) => {
        const { repo_id: repoId } = await newestScan(api, { repo, pr_number: pr });
        const request = await api.post('/quality/gates/waivers/requests', {
          ...{ rule, repo_id: repoId, pr_number: pr, reason, max_actual: most },
          expires_at: end ?? (await this.latestEnd(api)),
        });
        return {
          content: request,
          head: `Request ${String(request.id)} was created. A person decides on it.`,
          rows: [pick(request, ['id', 'state', 'rule', 'pr_number', 'expires_at', 'by'])],
        };
      },
    },
  ];

  /** The latest end that the organization allows a waiver; null: none. */
  private async latestEnd(api: Api): Promise<string | null> {
    const { limits } = await api.get('/auth/me');
    const { waiver_max_days: days } = limits as { waiver_max_days: number | null };
    return days === null ? null : new Date(this.clock.now().getTime() + days * DAY_MS - MARGIN_MS).toISOString();
  }
}

const FINDING = ['issue_id', 'tool', 'rule_id', 'type', 'severity', 'message', 'file_path', 'line'];

const FIX = ['description', 'edits'];

function oneOrMore(choices: readonly string[]) {
  const one = { type: 'string', enum: choices };
  return { anyOf: [one, { type: 'array', items: one }] };
}

const NOTHING = new ApiRefusal(
  'not_found',
  'This credential has access to no matching scan. Check repo and pr_number, commit_sha or scan_id. A repository or change without a scan has no verdict.',
);

const NO_CHANGE = new ApiRefusal(
  'validation_failed',
  'Name the change with an argument that the tool accepts: pr_number, commit_sha or scan_id.',
);

/** The scan of a change; a repository alone names none, and an answer about another change would mislead. */
async function scanOfChange(api: Api, change: Fields): Promise<Fields> {
  const { pr_number: pr, commit_sha: commit, scan_id: scanId } = change;
  if (pr === undefined && commit === undefined && scanId === undefined) throw NO_CHANGE;
  return scanOf(api, change);
}

/** The scan that an answer is about, in words. */
function describeScan({ id, pr_number: pr, commit_sha: commit }: Fields): string {
  const names = [
    ...(pr === null ? [] : [`pull request ${Number(pr)}`]),
    ...(typeof commit === 'string' ? [`commit ${commit}`] : []),
    `scan ${Number(id)}`,
  ];
  return `It is of ${names.join(', ')}.`;
}

/** Words on the next page; a client may show a model the text alone. */
const describeNext = ({ next_cursor: next }: Fields): string =>
  typeof next === 'string' ? ` The next page has the cursor ${next}.` : '';

/** Rows with the help of each rule once: it is long, and rows of one rule have the same. */
function withHelpOnce(rows: readonly Fields[]): readonly Fields[] {
  const shown = new Set<unknown>();
  return rows.map(({ help, ...row }) => {
    if (help === null || shown.has(help)) return row;
    shown.add(help);
    return { ...row, help };
  });
}

/**
 * The scan that speaks for a change, as the API shows it: a later one of an agent does not replace that of a pipeline. Of a commit within a
 * pull request it is one of that, if it shows one of the commit.
 */
async function scanOf(api: Api, change: Fields): Promise<Fields> {
  const { repo, pr_number: pr, commit_sha: commit, scan_id: scanId } = change;
  if (scanId === undefined && pr !== undefined) {
    const shown = await findNewest(api, change, { shown: true });
    if (shown !== null) return shown;
  }
  const newest = await newestScan(api, change);
  const query = { repo: String(repo), commit_sha: commit as string };
  const id = scanId ?? (await api.get('/quality/gates/status/by-commit', query)).scan_id;
  if (id === newest.id) return newest;
  const scan = await api.get(`/scans/${Number(id)}`);
  if (scan.repo_id !== newest.repo_id) throw NOTHING;
  return scan;
}

/** The newest scan of a repository, or of a change in it, of any caller. */
async function newestScan(api: Api, change: Fields): Promise<Fields> {
  const newest = await findNewest(api, change);
  if (newest === null) throw NOTHING;
  return newest;
}

async function findNewest(
  api: Api,
  { repo, pr_number: pr, commit_sha: commit }: Fields,
  more: Query = {},
): Promise<Fields | null> {
  const filter = { repo: String(repo), pr_number: pr as number | undefined, commit_sha: commit as string | undefined };
  const [newest = null] = listOf((await api.get('/scans', { ...filter, ...more, limit: 1 })).scans);
  return newest;
}

/** A path as uploads store it. */
const pathOf = (path: unknown): string | undefined =>
  typeof path === 'string' ? (toRepositoryPath(path) ?? path) : undefined;

/** Words on a scan that was not judged; null for one that was. */
function withoutVerdict({ id, status }: Fields): string | null {
  if (status === 'pending') return `Scan ${Number(id)} is pending and has no verdict yet.`;
  return status === 'failed' ? `Scan ${Number(id)} failed, so its reports have no verdict.` : null;
}

const describeVerdict = ({ status, reason }: Fields): string =>
  `${wordOf(status, 'pending')}${reason === null ? '' : ` (${wordOf(reason)})`}`;

const totalActions = ({ next_actions_total: totals }: Fields): number =>
  Object.values(totals as Readonly<Record<string, number>>).reduce((sum, count) => sum + count, 0);

/** The next actions of a verdict, which has the first of them alone. */
function countActions(verdict: Fields, shown: number): string {
  const total = totalActions(verdict);
  return total > shown ? `first ${shown} of ${total} next actions` : `${shown} next actions`;
}

/** A page of the actions that turn a verdict. */
function describeActions(verdict: Fields, shown: number): string {
  if (shown > 0) return `${shown} of ${totalActions(verdict)} actions, least effort first.`;
  return verdict.status === 'passed' ? 'Nothing to do.' : `No actions. Verdict: ${describeVerdict(verdict)}.`;
}

/** The added lines of a scan that no test runs; of one file where a path is given, which the change may not have. */
async function describeUncovered(
  api: Api,
  { id }: Fields,
  uncovered: readonly Fields[] | null,
  path: string | undefined,
): Promise<string> {
  if (uncovered === null) return 'Coverage of the added lines is unknown.';
  const files = `${countOf(uncovered.length, 'file')} with added lines that no test runs.`;
  if (path === undefined || uncovered.length > 0) return files;
  const file = await unlessGone(api.get(`/quality/coverage/${Number(id)}/files`, { path }));
  return listOf(file?.added).length > 0 ? files : 'The change has no covered file with this path.';
}

/** Problems that are read at a time: an agent is one of many callers. */
const READ_AT_ONCE = 4;

/** The problems that actions are about, by their ids; null where the details have expired. */
async function issuesOf(
  api: Api,
  actions: readonly Fields[],
  scanId: unknown,
): Promise<ReadonlyMap<unknown, Fields | null>> {
  const ids = [...new Set(actions.map((action) => action.issue_id))].filter((id) => id !== null);
  const issues = new Map<unknown, Fields | null>();
  const read = async (id: unknown) =>
    issues.set(id, await unlessGone(api.get(`/issues/${String(id)}`, { scan_id: String(scanId) })));
  for (let at = 0; at < ids.length; at += READ_AT_ONCE) await Promise.all(ids.slice(at, at + READ_AT_ONCE).map(read));
  return issues;
}

/** The fixes that the problems' tools offer, as far as they are stored. */
async function fixesOf(
  api: Api,
  issues: readonly (Fields | null)[],
  scanId: unknown,
): Promise<ReadonlyMap<Fields, Fields>> {
  const found = new Map<Fields, Fields>();
  const known = issues.filter((issue) => typeof issue?.file_path === 'string') as Fields[];
  const files = [...groupBy(known, ({ file_path: path }) => path as string)];
  const read = async ([path, ofFile]: (typeof files)[number]) => {
    const answer = await unlessGone(api.get(`/scans/${String(scanId)}/source/fixes`, { path }));
    const tools = new Map(listOf(answer?.tools).map(({ tool, fixes }) => [tool, listOf(fixes)]));
    for (const issue of ofFile) {
      const fix = (tools.get(issue.tool) ?? []).find(
        (each) => each.rule_id === issue.rule_id && each.line === issue.line && each.column === issue.column,
      );
      if (fix !== undefined && isPlain(fix)) found.set(issue, pick(fix, FIX));
    }
  };
  for (let at = 0; at < files.length; at += READ_AT_ONCE)
    await Promise.all(files.slice(at, at + READ_AT_ONCE).map(read));
  return found;
}

/** True for a fix that reaches a model unchanged: a part of a fix is none. */
const isPlain = ({ edits }: Fields): boolean => listOf(edits).every(({ text }) => isPlainCode(text as string));

/** Help of a problem's rule, where its tool reports some. */
const helpOf = ({ rule }: Fields): unknown => (rule as Fields).help;

/** The row of a problem in the list of its scan; null where it is not stored any more. */
async function rowOf(api: Api, issue: Fields): Promise<Fields | null> {
  const { issue_id, scan_id, tool, rule_id: rule, file_path: path } = issue as Readonly<Record<string, string>>;
  const list = await unlessGone(api.get(`/scans/${scan_id}/findings`, { tool, rule, path, limit: 200 }));
  return listOf(list?.findings).find((finding) => finding.issue_id === issue_id) ?? null;
}

/** Null for what the service does not store, or not any more. */
async function unlessGone(answer: Promise<Fields>): Promise<Fields | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiRefusal && ['not_found', 'details_expired'].includes(error.code)) return null;
    throw error;
  }
}

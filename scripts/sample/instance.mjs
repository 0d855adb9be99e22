// Fills a service with what an organization has after some weeks: repositories in every state, pull requests, policies,
// waivers, members, keys. All of it goes through the API, and depends on nothing but repositories.mjs.
import { formOf } from '../support/running-service.mjs';
import { MEMBERS, POLICIES, PUBLISHER, REQUESTS, WAIVERS, WEBHOOK } from './decisions.mjs';
import { lcovOf, problemAt, sarifOf, shaOf, TOOLS } from './reports.mjs';
import { PULL_REQUESTS, REPOSITORIES } from './repositories.mjs';

/** Password of every member. */
export const MEMBER_PASSWORD = 'harbor of the north sea';
const REQUESTS_ROUTE = '/quality/gates/waivers/requests';
/** Days before now at which a service begins that is to be filled. */
export const STARTED_DAYS_AGO = 40;
const DAY_MS = 86_400_000;
/** Days between two scans of a default branch. */
const PAUSE_DAYS = 2.4;
/** Numbers of problems that pull requests add, beyond those of any default branch. */
const FIRST_ADDED = 10_000;

/**
 * Fills an empty service.
 *
 * @param email administrator, with the password
 * @param moveTo moves the service's clock to that many days before now; by default everything happens now
 * @param now the end of the story, in milliseconds since 1970
 * @param scans of each default branch, the newest ones; by default all
 * @returns {Promise<{ repos: Record<string, number>, scans: Record<string, number>, finding: number, webhook: number }>} ids by the
 *   name of a repository, and of its newest scan, that of a pull request by `name#number`; the worst problem of the failed one
 */
export async function fillInstance({ url, email, password, moveTo = () => {}, now = Date.now(), scans = Infinity }) {
  moveTo(STARTED_DAYS_AGO);
  const admin = await signIn(url, email, password);
  const world = { url, admin, now, people: {}, repos: {}, scans: {}, webhook: 0 };
  await setUp(world);
  const events = [
    ...REPOSITORIES.flatMap((repository) => scansOf(world, repository, scans)),
    ...PULL_REQUESTS.flatMap((pullRequest) => pushesOf(world, pullRequest)),
    ...decisionsOf(world),
  ];
  for (const { daysAgo, happen } of events.sort((a, b) => b.daysAgo - a.daysAgo)) {
    moveTo(daysAgo);
    await happen();
  }
  moveTo(0);
  const { findings } = await admin(
    'GET',
    `/scans/${world.scans['harbor/storefront#412']}/findings?is_new=true&limit=1`,
  );
  return { repos: world.repos, scans: world.scans, finding: findings[0].issue_id, webhook: world.webhook };
}

/** A caller of the API: `call(method, route, body)` answers the body, and throws for a refusal. */
function callerOf(url, headers) {
  return async (method, route, body) => {
    const isJson = body !== undefined && !(body instanceof FormData);
    const answer = await fetch(`${url}/api${route}`, {
      method,
      headers: { ...headers, ...(isJson && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: isJson ? JSON.stringify(body) : body }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
}

async function signIn(url, email, password) {
  const { access_token: token } = await callerOf(url, {})('POST', '/auth/login', { email, password });
  return callerOf(url, { authorization: `Bearer ${token}` });
}

async function setUp(world) {
  const { url, admin } = world;
  await admin('PATCH', '/org', { name: 'Harbor' });
  for (const member of MEMBERS) await admin('POST', '/members', { ...member, password: MEMBER_PASSWORD });
  for (const { name, email } of MEMBERS) world.people[name] = await signIn(url, email, MEMBER_PASSWORD);
  await admin('PUT', '/quality/gates/config', { enabled: false });
  const { key } = await admin('POST', '/api-keys', {
    name: 'pipelines',
    scopes: ['read:scans', 'write:scans'],
    expires_in_days: 365,
  });
  await admin('POST', '/api-keys', { name: 'weekly report', scopes: ['read:scans'], expires_in_days: 90 });
  world.pipeline = callerOf(url, { 'x-api-key': key });
  const { id } = await admin('POST', '/webhooks', WEBHOOK);
  world.webhook = id;
  await admin('POST', '/trusted-publishers', PUBLISHER);
  for (const { name } of REPOSITORIES) await addRepository(world, name);
  for (const name of ['harbor/data-pipeline', 'harbor/design-system']) await addRepository(world, name);
}

async function addRepository({ admin, repos }, name) {
  const url = `https://git.harbor.example/${name}`;
  const { id } = await admin('POST', '/repos', { name, default_branch: 'main', url });
  await admin('PATCH', `/repos/${id}`, { forge: { kind: 'gitlab', web_url: url } });
  repos[name] = id;
}

/** Scans of a default branch. */
function scansOf(world, repository, wanted) {
  return Array.from(repository.findings.keys())
    .slice(-wanted)
    .map((at) => ({
      daysAgo: scannedDaysAgo(repository, at),
      happen: async () => {
        const { name } = repository;
        const scan = { repo: name, branch: 'main', default_branch: 'main', commit_sha: shaOf(name, at) };
        world.scans[name] = await aScan(world, scan, measuresOf(repository, at));
      },
    }));
}

const scannedDaysAgo = ({ newestDaysAgo, findings }, at) => newestDaysAgo + (findings.length - 1 - at) * PAUSE_DAYS;

/** Results of the tools on a default branch; unless the code is steady, each scan has fixed its oldest problem. */
function measuresOf(repository, at, missed) {
  const { first, isSteady = false, findings, coverage, duplication } = repository;
  const oldest = isSteady ? first : first + at;
  return {
    problems: Array.from({ length: findings[at] }, (_, index) => problemAt(repository, oldest + index)),
    coverage: lcovOf(repository, coverage[at] / 100, missed),
    duplicationPct: duplication[at],
  };
}

/** Pushes of a pull request: the problems of its base and those that it adds, on lines that it adds. */
function pushesOf(world, pullRequest) {
  return pullRequest.pushes.map((push, at) => ({
    daysAgo: push.daysAgo,
    happen: async () => {
      const { repo, number, title, author, branch, added, isMerged = false } = pullRequest;
      const repository = REPOSITORIES.find(({ name }) => name === repo);
      const base = repository.findings.findLastIndex((_, index) => scannedDaysAgo(repository, index) > push.daysAgo);
      const scan = {
        ...{ repo, branch, base_branch: 'main', base_sha: shaOf(repo, base), pr_number: number, title, author },
        commit_sha: shaOf(repo, branch, at),
        pr_url: `https://git.harbor.example/${repo}/-/merge_requests/${number}`,
      };
      const { problems, ...measures } = measuresOf(repository, base, push.missed);
      world.scans[`${repo}#${number}`] = await aScan(world, scan, {
        ...measures,
        problems: [...problems, ...addedProblems(repository, pullRequest, push)],
        changes: Object.entries(added).map(([path, ranges]) => ({ path, added: ranges, kind: 'source' })),
      });
      if (isMerged)
        await world.pipeline('POST', `/repos/${world.repos[repo]}/pull-requests/${number}/close`, { merged: true });
    },
  }));
}

function addedProblems(repository, { number, added }, { problems }) {
  const places = Object.entries(added).flatMap(([path, ranges]) => ranges.map(([from]) => ({ path, line: from + 3 })));
  return problems.map((rule, index) => {
    const { path, line } = places[index % places.length];
    return problemAt(repository, FIRST_ADDED + number + index, { rule, place: { path, line: line + index } });
  });
}

/** Creates a scan, sends its reports, completes it, and answers its id. */
async function aScan({ pipeline }, scan, { problems, coverage, duplicationPct, changes }) {
  const { scan_id: id } = await pipeline('POST', '/scans', scan);
  if (changes) await pipeline('POST', `/scans/${id}/changes`, { files: changes });
  for (const tool of TOOLS) {
    const report = sarifOf(
      tool,
      problems.filter((problem) => problem.tool === tool.name),
    );
    await pipeline('POST', `/scans/${id}/findings`, formOf({ tool_version: tool.version }, report));
  }
  await pipeline('POST', '/quality/coverage/upload', formOf({ scan_id: id }, coverage));
  await pipeline('POST', `/scans/${id}/complete`, { metrics: { duplication_pct: duplicationPct } });
  return id;
}

/** Decisions of people, and a scan that is still awaited. */
function decisionsOf(world) {
  const { now, repos, people } = world;
  const ada = (...request) => people['Ada Okafor'](...request);
  const waiverOf = ({ repo, endsInDays, body }) => ({
    ...body,
    repo_id: repos[repo],
    expires_at: new Date(now + endsInDays * DAY_MS).toISOString(),
  });
  const decide = async ({ by, declined, isApproved, ...request }) => {
    const { id } = await people[by]('POST', REQUESTS_ROUTE, waiverOf(request));
    if (isApproved) await ada('POST', `${REQUESTS_ROUTE}/${id}/approve`);
    if (declined) await ada('POST', `${REQUESTS_ROUTE}/${id}/decline`, { reason: declined });
  };
  return [
    ...POLICIES.map(({ daysAgo, body }) => ({ daysAgo, happen: () => ada('PUT', '/quality/gates/config', body) })),
    ...WAIVERS.map(({ daysAgo, ...waiver }) => ({
      daysAgo,
      happen: () => ada('POST', '/quality/gates/waivers', waiverOf(waiver)),
    })),
    ...REQUESTS.map(({ daysAgo, ...request }) => ({ daysAgo, happen: () => decide(request) })),
    { daysAgo: 0.025, happen: () => markSome(world) },
    { daysAgo: 0.015, happen: () => requestAcceptance(world) },
    { daysAgo: 0.002, happen: () => beginScan(world) },
  ];
}

/** False positives of a default branch. */
async function markSome({ people, scans }) {
  const scanId = scans['harbor/mobile'];
  const { findings } = await people['Mei Tanaka']('GET', `/scans/${scanId}/findings?limit=2&sort=path`);
  for (const { issue_id } of findings)
    await people['Mei Tanaka']('POST', '/quality/findings/mark-fp', {
      issue_id,
      is_fp: true,
      reason: 'The value is checked by the caller',
    });
}

/** A wish of a member to have a problem of a default branch accepted. */
async function requestAcceptance({ now, people, scans }) {
  const { findings } = await people['Priya Raman']('GET', `/scans/${scans['harbor/storefront']}/findings?limit=1`);
  await people['Priya Raman']('POST', REQUESTS_ROUTE, {
    issue_id: findings[0].issue_id,
    reason: 'Goes with the old templates, which are replaced this month',
    expires_at: new Date(now + 28 * DAY_MS).toISOString(),
  });
}

/** A first scan, of which no report has come. */
function beginScan({ pipeline }) {
  const name = 'harbor/data-pipeline';
  return pipeline('POST', '/scans', { repo: name, branch: 'main', commit_sha: shaOf(name), expected_uploads: 3 });
}

import type { ApiAnswer, ApiClient } from '../../support/api-client.js';
import { finishedJob } from '../../support/jobs.js';
import { anLcov, aSarifLog, lines } from '../../support/reports.js';

/** Objects of an organization after its life so far. */
export interface OrganizationLife {
  readonly repoId: number;
  /** A completed scan of the default branch. */
  readonly baselineScanId: number;
  /** A completed scan of a pull request, with problems, coverage and evaluations. */
  readonly scanId: number;
  readonly pendingScanId: number;
  readonly issueId: number;
  readonly waiverId: number;
  readonly apiKeyId: number;
  readonly memberId: number;
}

export interface LifeOptions {
  /** Text in every name, path, message and reason of the organization, and in no other's. */
  readonly mark: string;
  /** Leaves out the deletion of scans and repositories: another organization finds twins of what it deletes. */
  readonly keepsAll?: boolean;
  /** Runs its retention to the end. */
  readonly retain?: () => Promise<void>;
}

/** Has source text stored, a secret found in it, and all of it deleted. */
async function keepSource(
  ok: (answer: Promise<ApiAnswer>) => Promise<ApiAnswer['body']>,
  admin: ApiClient,
  repoId: number,
  mark: string,
): Promise<void> {
  const path = `src/${mark}-9.ts`;
  await ok(admin.patch(`/repos/${repoId}`, { source_excerpts: 'files' }));
  const { id } = await ok(admin.post('/scans', { repo_id: repoId, branch: `source-${mark}` }));
  const form = new FormData();
  form.append('file', new Blob([`password = "${mark}"\n`]), path);
  await ok(admin.post(`/scans/${id}/source`, form));
  await ok(admin.get(`/scans/${id}/source?path=${path}`));
  const fixed = { rule: 'lint', path: `src/${mark}-8.ts`, line: 1, fix: mark };
  await ok(admin.post(`/scans/${id}/findings`, aSarifLog([fixed], 'linter')));
  await ok(admin.get(`/scans/${id}/source/fixes?path=${fixed.path}`));
  await ok(admin.post(`/scans/${id}/findings`, aSarifLog([{ rule: 'key', path, line: 1 }], 'gitleaks')));
  await ok(admin.post(`/scans/${id}/complete`));
  await ok(admin.patch(`/repos/${repoId}`, { source_excerpts: 'none' }));
}

/**
 * Lets an organization do all there is to do, by `admin`, an administrator of it: every route that reads or writes its
 * data, and the ways that a write can take. Two organizations that live through it do the same things in the same order.
 */
export async function liveThrough(
  admin: ApiClient,
  { mark, keepsAll = false, retain }: LifeOptions,
): Promise<OrganizationLife> {
  const ok = async (answer: Promise<ApiAnswer>): Promise<ApiAnswer['body']> => {
    const { status, body, text } = await answer;
    if (status >= 300) throw new Error(`${status}: ${text}`);
    return body;
  };
  const get = (path: string) => ok(admin.get(path));
  const post = (path: string, body?: unknown) => ok(admin.post(path, body));
  const problem = (number: number) => ({
    rule: `rule-${mark}-${number}`,
    path: `src/${mark}-${number}.ts`,
    line: number,
    message: `said by ${mark}`,
    snippet: `${mark}(${number});`,
    securitySeverity: '9.1',
    help: `help of ${mark}`,
  });
  const uploadFindings = (scanId: number, numbers: number[], tool = 'scanner') =>
    post(`/scans/${scanId}/findings`, aSarifLog(numbers.map(problem), tool));
  const uploadClones = (scanId: number, ...files: number[]) => {
    const places = files.map((number) => ({ name: `src/${mark}-${number}.ts`, start: 1, end: 20 }));
    const [first, ...others] = places.toReversed();
    const duplicates = others.map((other) => ({
      lines: 20,
      fragment: `clone(${mark});`,
      firstFile: first,
      secondFile: other,
    }));
    return post(`/scans/${scanId}/findings`, JSON.stringify({ statistics: { total: {} }, duplicates }));
  };
  const uploadNothing = (scanId: number) =>
    post(
      `/scans/${scanId}/findings`,
      JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver: { name: `idle-${mark}` } } }] }),
    );
  const uploadCoverage = (scanId: number, covered: number, fields: Record<string, string> = {}) => {
    const content = anLcov({ [`src/${mark}-1.ts`]: lines(10, covered), [`src/${mark}-2.ts`]: lines(10, 2) });
    return ok(admin.upload('/quality/coverage/upload', { scan_id: String(scanId), ...fields }, { content }));
  };
  const uploadTests = (scanId: number) => {
    const content = `<testsuite><testcase name="${mark}"><failure message="${mark}"/></testcase></testsuite>`;
    return ok(admin.upload(`/scans/${scanId}/tests`, { upload_key: 'unit' }, { content }));
  };

  await ok(admin.patch('/org', { name: `Organization ${mark}`, waiver_max_days: null }));
  const { id: orgId, slug } = await get('/org');
  await ok(admin.patch(`/orgs/${orgId}`, { quotas: { webhooks: 7, scans_per_day: 50, stored_bytes: 10_000_000 } }));
  for (const webhooks of [null, 8]) await ok(admin.patch(`/orgs/${orgId}`, { quotas: { webhooks } }));
  const repo = await post('/repos', { name: `${mark}/web`, url: `https://example.test/${mark}` });
  const repoId = repo.id as number;
  await post('/repos', { name: `${mark}/other` });
  await get('/repos?limit=1');
  await get(`/repos/${repoId}`);
  await ok(admin.patch(`/repos/${repoId}`, { url: `https://example.test/${mark}/new` }));

  const connection = {
    kind: 'gitlab',
    base_url: `https://${mark}.invalid`,
    credentials: { type: 'token', token: mark },
  };
  const { id: forgeId } = await post('/forges', { ...connection, name: mark });
  await get('/forges?limit=1');
  await get(`/forges/${forgeId}`);
  const place = { forge_id: forgeId, project: `${mark}/web`, report: { comment: 'always' } };
  await ok(admin.put(`/repos/${repoId}/forge`, place));
  await ok(admin.patch(`/forges/${forgeId}`, { credentials: connection.credentials, context: mark }));
  await post(`/forges/${forgeId}/test`, { repo_id: repoId });
  await get(`/repos/${repoId}/forge`);
  await get(`/forges/${forgeId}/repos?limit=1`);
  const reported = { repo_id: repoId, branch: `reported-${mark}`, commit_sha: 'f'.repeat(40) };
  const { id: reportedId } = await post('/scans', reported);
  const { id: otherForgeId } = await post('/forges', { ...connection, name: `other ${mark}` });
  await ok(admin.delete(`/forges/${otherForgeId}`));

  await get('/quality/gates/config');
  await ok(admin.put('/quality/gates/config', { policy: { new_high_max: 1, new_coverage_min: 50 }, enabled: true }));
  await ok(admin.put('/quality/gates/config', { policy: { new_high_max: 3 } }));
  await get('/quality/gates/config/revisions?limit=1');
  await ok(admin.put(`/quality/gates/config?repo_id=${repoId}`, { policy: { duplication_pct_max: 30 } }));
  await get(`/quality/gates/config?repo_id=${repoId}`);
  await get(`/quality/gates/config/revisions?repo_id=${repoId}`);

  const password = `${mark} horse battery`;
  const member = await post('/members', {
    email: `kept-${mark}@example.test`,
    name: mark,
    role: 'MEMBER',
    password,
  });
  const leaver = await post('/members', { email: `gone-${mark}@example.test`, name: mark, role: 'ORG_OWNER' });
  await post('/members', { email: `owner-${mark}@example.test`, name: mark, role: 'ORG_OWNER' });
  const [group, domain] = [`group-${mark}`, `${mark}.example`];
  await ok(admin.patch(`/orgs/${orgId}`, { sso_groups: [group], verified_domains: [domain] }));
  await get('/org/sso');
  for (const group_roles of [{ [group]: 'MEMBER' }, { [group]: 'VIEWER' }])
    await ok(
      admin.put('/org/sso', { group_roles, auto_join: { groups: [group], domains: [domain] }, sso_required: false }),
    );
  const invitation = await post('/members/invitations', { email: `spare-${mark}@example.test`, role: 'VIEWER' });
  const { link } = await post('/members/invitations', { email: `invited-${mark}@example.test`, role: 'MEMBER' });
  await post('/members/invitations', { email: `waiting-${mark}@example.test`, role: 'MEMBER' });
  await get('/members/invitations?limit=1');
  await ok(admin.delete(`/members/invitations/${invitation.id}`));
  const acceptance = { token: (link as string).split('#token=')[1], name: mark, password };
  await ok(admin.as({}).post('/auth/invitations/accept', acceptance));
  await get('/members?limit=1');
  const second = await admin.as({}).login(`kept-${mark}@example.test`, password);
  const wish = { rule: 'rating_min', reason: `wished by ${mark}`, repo_id: repoId };
  const aWish = async (place = {}): Promise<string> =>
    `/quality/gates/waivers/requests/${(await ok(second.post('/quality/gates/waivers/requests', { ...wish, ...place }))).id}`;
  await ok(second.post(`${await aWish()}/withdraw`));
  await post(`${await aWish()}/approve`);
  await post(`${await aWish()}/decline`, { reason: `declined by ${mark}` });
  await aWish({ pr_number: 8 });
  const agent = await post('/api-keys', { name: `agent of ${mark}`, kind: 'agent' });
  const byAgent = admin.as({ 'x-api-key': agent.key as string });
  await ok(byAgent.post('/quality/gates/waivers/requests', wish));
  await ok(byAgent.post('/scans', { repo_id: repoId, branch: `agent-${mark}`, commit_sha: 'c'.repeat(40) }));
  await post('/scans', { repo_id: repoId, branch: `agent-${mark}`, pr_number: 171 });
  await ok(byAgent.post('/scans', { repo_id: repoId, branch: `agent-${mark}`, pr_number: 171 }));
  await get('/quality/gates/waivers/requests?limit=1&state=requested');
  await second.get('/audit-log'); // denied, which is reported
  await ok(admin.patch(`/members/${member.user_id}`, { role: 'VIEWER' }));
  await post(`/members/${member.user_id}/sessions/revoke`);
  await post(`/members/${member.user_id}/reset-link`);
  await ok(admin.delete(`/members/${member.user_id}/second-factor`));
  await ok(admin.delete(`/members/${leaver.user_id}`));
  await post('/org/transfer', { user_id: member.user_id });
  await ok(admin.patch(`/members/${member.user_id}`, { role: 'VIEWER' }));
  const former = await post('/members', { email: `former-${mark}@example.test`, name: mark, role: 'MEMBER' });
  await ok(admin.delete(`/users/${former.user_id}`));
  const key = await post('/api-keys', { name: `key of ${mark}` });
  const spent = await post('/api-keys', { name: `spent key of ${mark}`, repo_ids: [repoId] });
  await ok(admin.as({ 'x-api-key': key.key as string }).get('/auth/me'));
  await ok(admin.send('PUT', `/repos/${repoId}/favourite`));
  await ok(admin.delete(`/repos/${repoId}/favourite`));
  await ok(admin.send('PUT', `/repos/${repoId}/favourite`));
  const view = await post('/views', { page: 'overview', name: mark, query: '', shared: true });
  await ok(admin.patch(`/views/${view.id}`, { query: 'sort=name' }));
  await ok(admin.delete(`/views/${(await post('/views', { page: 'audit', name: mark, query: '' })).id}`));
  await get('/views?page=overview');
  for (const path of [`/search?q=${mark}`, '/inbox', '/pull-requests?mine=true', `/repos/${repoId}/history`])
    await get(path);
  await get('/api-keys?limit=1');
  await post(`/api-keys/${spent.id}/rotate`);
  await post(`/api-keys/${spent.id}/revoke`);
  const minter = await post('/api-keys', { name: `minter of ${mark}`, scopes: ['admin', 'write:scans', 'mint'] });
  await ok(admin.as({ 'x-api-key': minter.key as string }).post('/api-keys', { name: `minted of ${mark}` }));
  await post(`/api-keys/${minter.id}/revoke`);

  const baseline = await post('/scans', { repo_id: repoId, branch: 'main', idempotency_key: `first-${mark}` });
  await post('/scans', { repo_id: repoId, branch: 'main', idempotency_key: `first-${mark}` });
  const baselineScanId = baseline.id as number;
  await post(`/scans/${baselineScanId}/files`, { paths: [1, 2, 3].map((number) => `src/${mark}-${number}.ts`) });
  await uploadFindings(baselineScanId, [1, 2]);
  await uploadFindings(baselineScanId, [1, 2, 3]);
  await uploadFindings(baselineScanId, [4], 'another');
  await uploadClones(baselineScanId, 1, 2);
  await uploadNothing(baselineScanId);
  await uploadCoverage(baselineScanId, 5);
  await uploadCoverage(baselineScanId, 5);
  await uploadCoverage(baselineScanId, 7);
  await post(`/scans/${baselineScanId}/complete`, {
    metrics: { duplication_pct: 1.5, tool_versions: { scanner: '1' } },
  });
  await post(`/scans/${baselineScanId}/complete`);
  await post(`/quality/gates/rebuild-baseline/${repoId}`);
  await post(`/quality/gates/rebuild-baseline/${repoId}/undo`);

  const pullRequest = { repo_id: repoId, branch: `feature/${mark}`, pr_number: 5, base_branch: 'main' };
  const earlier = await post('/scans', pullRequest);
  await uploadFindings(earlier.id as number, [2, 3, 5]);
  await post(`/scans/${earlier.id}/changes`, { files: [{ path: `src/${mark}-5.ts`, added: [[100, 200]] }] });
  await post(`/scans/${earlier.id}/complete`);
  const line = { base_sha: 'b'.repeat(40), base_commits: ['c'.repeat(40)] };
  const scan = await post('/scans', { ...pullRequest, ...line, commit_sha: 'a'.repeat(40) });
  const scanId = scan.id as number;
  const paths = [1, 2, 3, 5, 6].map((number) => `src/${mark}-${number}.ts`);
  await post(`/scans/${scanId}/files`, { paths, code_owners: '* @all\n' });
  await post(`/scans/${scanId}/changes`, { files: [{ path: `src/${mark}-5.ts`, added: [[1, 9]] }] });
  await uploadFindings(scanId, [2, 3, 5, 6]);
  await uploadClones(scanId, 1, 2, 3);
  await uploadCoverage(scanId, 9, { upload_key: 'unit' });
  await uploadCoverage(scanId, 8, { upload_key: 'unit' });
  await uploadCoverage(scanId, 6, { upload_key: 'e2e' });
  await uploadCoverage(scanId, 3);
  await uploadTests(scanId);
  await post(`/scans/${scanId}/complete`);
  await uploadCoverage(scanId, 10, { upload_key: 'unit' });

  const title = { title: `Title of ${mark}`, author: mark, pr_url: `https://example.test/${mark}/pulls/8` };
  await post('/scans', { ...pullRequest, ...title, pr_number: 8 });
  for (const merged of [true, false]) await post(`/repos/${repoId}/pull-requests/8/close`, { merged });

  const onTop = { repo_id: repoId, branch: `top/${mark}`, pr_number: 11, base_branch: `feature/${mark}` };
  const top = await post('/scans', { ...onTop, base_sha: 'a'.repeat(40), base_commits: ['b'.repeat(40)] });
  await uploadFindings(top.id as number, [2, 6]);
  await post(`/scans/${top.id}/complete`);
  await get(`/repos/${repoId}/pull-requests/11`);
  await post('/scans', { ...onTop, base_branch: 'main' });

  const members = { pr_numbers: [5, 7], target_branch: 'main' };
  const ran = { tree_sha: 'e'.repeat(40), run_digest: mark };
  const grouped = { repo_id: repoId, branch: `queue/${mark}`, merge_group: members, ...ran };
  const group1 = await post('/scans', grouped);
  await post(`/scans/${group1.id}/changes`, { files: [{ path: `src/${mark}-1.ts`, added: [[1, 9]] }] });
  await uploadFindings(group1.id as number, [2]);
  await uploadCoverage(group1.id as number, 4);
  await uploadTests(group1.id as number);
  await post(`/scans/${group1.id}/complete`);
  const again = await post('/scans', { ...grouped, run_digest: `other ${mark}` });
  await uploadCoverage(again.id as number, 5);
  await uploadTests(again.id as number);
  await post(`/scans/${again.id}/complete`);
  const later = await post('/scans', { repo_id: repoId, branch: 'main', commit_sha: 'd'.repeat(40) });
  await post(`/scans/${later.id}/changes`, { files: [{ path: `src/${mark}-3.ts`, added: [[1, 9]] }] });
  await post(`/scans/${later.id}/complete`);
  const group2 = await post('/scans', grouped);
  await post(`/scans/${group2.id}/complete`, { reuse: group2.reusable.scan_id });

  const late = await post('/scans', { ...pullRequest, pr_number: 7, expected_reports: ['scanner'] });
  await uploadCoverage(late.id as number, 3);
  await uploadCoverage(late.id as number, 4, { report_path: `${mark}/lcov.info` });
  await uploadCoverage(late.id as number, 5, { upload_key: 'late' });
  await post(`/scans/${late.id}/files`, { paths: [`src/${mark}-1.ts`, `other/${mark}-2.ts`] });
  await post(`/scans/${late.id}/changes`, { files: [{ path: `other/${mark}-2.ts`, added: [[1, 9]] }] });
  await post(`/scans/${late.id}/complete`);

  const edited = await post('/scans', { ...pullRequest, pr_number: 7 });
  const resembling = { ...problem(1), line: 90, snippet: `${mark}(another, 1);` };
  await post(`/scans/${edited.id}/findings`, aSarifLog([resembling]));
  const directive = {
    file_path: `src/${mark}-1.ts`,
    line: 9,
    family: 'lint',
    directive: 'noqa',
    rules: [],
    reach: 'line',
  };
  await post(`/scans/${edited.id}/findings`, { suppressions: [{ ...directive, reason: `said by ${mark}` }] });
  // of a scan that is still pending
  await get(`/scans/${edited.id}/findings?limit=1`);
  const loosened = [
    { path: `${mark}.toml`, tool: 'scanner', key: 'ignore', was: '', is: 'r', rules: ['*'], paths: [] },
  ];
  await post(`/scans/${edited.id}/changes`, { files: [{ path: `other/${mark}-2.ts`, added: [[1, 9]] }], loosened });
  await post(`/scans/${edited.id}/complete`);
  await get(`/scans/${edited.id}/findings?change=no_longer_checked&limit=1`);
  const { findings: directives } = await get(`/scans/${edited.id}/findings?type=suppression`);
  await post('/quality/findings/accept', { issue_id: directives[0].issue_id, reason: `because ${mark}` });
  const { findings } = await get(`/scans/${scanId}/findings?limit=2`);
  const issueId = findings[0].issue_id as number;
  await keepSource(ok, admin, repoId, mark);
  const isMarked = (is_fp: boolean) => ({ issue_id: issueId, is_fp, ...(is_fp && { reason: `because ${mark}` }) });
  await post('/quality/findings/mark-fp', isMarked(true));
  await post('/quality/findings/mark-fp', isMarked(false));
  await post('/quality/findings/mark-fp', isMarked(true));
  const bulk = '/quality/findings/mark-fp/bulk';
  const markMany = (is_fp: boolean) => post(bulk, { is_fp, reason: `because ${mark}`, issue_ids: [issueId] });
  const undo = async ({ operation_id }: ApiAnswer['body']) => post(`${bulk}/${operation_id as string}/undo`);
  await undo(await markMany(false));
  await markMany(false);
  await undo(await markMany(true));
  await markMany(true);
  await post('/quality/findings/accept', { issue_id: issueId, reason: `because ${mark}` });
  await get(`/scans/${scanId}/findings?limit=1&include=help`);
  await get(`/issues/${issueId}`);
  await post('/quality/gates/waivers/requests', { issue_id: issueId, reason: `because ${mark}` });
  await ok(admin.delete(`/quality/findings/accept/${issueId}`));
  await post('/quality/findings/accept', { issue_id: issueId, reason: `because ${mark}` });
  for (const filter of ['', '?is_fp=true', '?severity=critical&is_new=true', `?path=src/${mark}-2.ts`, '?tool=scanner'])
    await get(`/scans/${scanId}/findings${filter}`);
  for (const sort of ['path', 'newest']) await get(`/scans/${scanId}/findings?sort=${sort}&limit=1`);
  for (const route of ['findings?is_fp=true', 'findings?group_by=path', 'findings/facets', 'findings/columns', 'sarif'])
    await get(`/scans/${scanId}/${route}`);
  await get(`/scans/${scanId}/compare/${scanId}`);
  await get(`/scans/${scanId}`);
  for (const filter of [
    'limit=1',
    `repo_id=${repoId}&branch=main`,
    'pr_number=5&status=completed',
    `repo=${mark}/web&commit_sha=aaaa&gate_status=failed`,
  ])
    await get(`/scans?${filter}`);

  const waiver = { rule: 'new_critical_max', reason: `granted to ${mark}`, expires_at: null };
  const waived = await post('/quality/gates/waivers', waiver);
  await post('/quality/gates/waivers', { ...waiver, repo_id: repoId });
  const ofPull = { ...waiver, repo_id: repoId, pr_number: 5 };
  const spentWaiver = await post('/quality/gates/waivers', ofPull);
  await post('/quality/gates/waivers', { ...ofPull, rule: 'new_suppressions_max' });
  await post(`/quality/gates/evaluate/${scanId}`, {});
  for (const kind of ['all', 'default', 'pr'])
    await get(`/quality/gates/simulation-inputs?repo_id=${repoId}&kind=${kind}`);
  await post('/quality/gates/simulate', { repo_ids: [repoId], policy: { new_high_max: 0 } });
  await post(`/quality/gates/recompute/${scanId}`);
  await post(`/quality/gates/waivers/${spentWaiver.id}/revoke`);
  await ok(admin.patch(`/quality/gates/waivers/${waived.id}`, { expires_at: '2199-01-01T00:00:00Z' }));
  for (const state of ['in_force', 'ending_soon', 'unused', 'requested'])
    await get(`/quality/gates/waivers?state=${state}`);
  for (const filter of [
    '',
    `?repo_id=${repoId}`,
    '?include_revoked=true&include_expired=true&limit=1',
    '?include_requests=true',
  ])
    await get(`/quality/gates/waivers${filter}`);
  await get(`/quality/gates/status/${scanId}`);
  await get(`/scans/${scanId}/summary`);
  await get(`/repos/${repoId}/baseline`);
  await get(`/repos/${repoId}/badge`);
  const badge = await post(`/repos/${repoId}/badge/renew`, {});
  await ok(admin.get(`/badges/${String(badge.url).split('/').at(-2)!}/gate.json`));
  await get(`/quality/gates/status/by-commit?repo=${mark}/web&commit_sha=aaaaaaa`);
  await ok(admin.get(`/quality/gates/status/${scanId}`, { 'if-none-match': 'none' }));
  await get(`/quality/gates/history/${scanId}?limit=1`);
  await get(`/quality/ratings/${scanId}`);
  await get(`/quality/tech-debt/${scanId}`);
  await get(`/quality/coverage/${scanId}`);
  await get(`/quality/coverage/${scanId}?limit=1`);
  await get(`/quality/coverage/${scanId}/tree?path=src/&only=missed&compare=${scanId}`);
  await get(`/quality/coverage/${scanId}/files?path=src/${mark}-1.ts`);
  await get(`/scans/${scanId}/tests?status=missing`);
  await get(
    `/repos/${repoId}/local-pack?branch=feature/${mark}&pr_number=5&base_branch=main&commits=${'b'.repeat(12)}`,
  );

  const rescan = await post('/scans', { repo_id: repoId, branch: 'main' });
  await uploadFindings(rescan.id as number, [1, 3, 7]);
  await post(`/scans/${rescan.id}/complete`);
  const given = await post('/scans', { repo: `${mark}/made-on-the-way`, branch: 'main' });
  await post(`/scans/${given.id}/fail`, { reason: `given up by ${mark}` });
  const pending = await post('/scans', { ...pullRequest, pr_number: 6 });
  await get(`/quality/gates/status/${pending.id}`);

  const spares = [
    await post('/scans', { repo_id: repoId, branch: 'spare', idempotency_key: `spare-${mark}` }),
    await post('/scans', { repo: `${mark}/doomed`, branch: 'main', idempotency_key: `doomed-${mark}` }),
  ];
  for (const { id } of spares) {
    await post(`/scans/${id}/files`, { paths: [`src/${mark}-1.ts`] });
    await post(`/scans/${id}/changes`, { files: [{ path: `src/${mark}-1.ts`, added: [[1, 9]] }] });
    await uploadFindings(id as number, [1]);
    await uploadCoverage(id as number, 3, { upload_key: 'spare' });
  }
  if (!keepsAll) {
    const [spare, doomed] = spares;
    for (const route of [`/scans/${spare.id}`, `/repos/${doomed.repo_id}`, '/org']) await get(`${route}/deletion`);
    await ok(admin.delete(`/scans/${spare.id}`));
    const deletion = await ok(admin.delete(`/repos/${doomed.repo_id}?confirm=${mark}/doomed`));
    // refused where row security is off, as the key is seen with the repository that is being deleted
    await admin.post('/scans', { repo: `${mark}/doomed`, branch: 'main', idempotency_key: `doomed-${mark}` });
    await finishedJob(admin, deletion.job_id as number);
  }
  if (retain) {
    await ok(admin.patch('/org', { retention: { change_details_days: 0, branch_scans: 1 } }));
    await retain();
  }
  for (const route of [
    'overview',
    `repos/${repoId}/overview`,
    `repos/${repoId}/trend?group_by=rule`,
    `repos/${repoId}/overview?wait=1&after=${Number.MAX_SAFE_INTEGER}`,
    `repos/${repoId}/pull-requests?state=all`,
    `repos/${repoId}/pull-requests/8`,
  ])
    await get(`/${route}`);
  await ok(admin.delete('/org/retention/pending'));
  await get('/org/retention');
  await get('/org/export?source=true');
  await ok(admin.delete(`/org?confirm=${slug}`));
  await post(`/orgs/${orgId}/restore`);

  for (const filter of [
    '',
    '?limit=1',
    `?target=scan&repo_id=${repoId}`,
    '?actor=user&action=policy.updated',
    '?format=csv',
    '?after=0',
  ])
    await get(`/audit-log${filter}`);
  for (const filter of ['', `?type=gate.evaluated&repo_id=${repoId}&from=2020-01-01&limit=1`])
    await get(`/events${filter}`);

  const hook = { url: `https://hooks.invalid/${mark}`, events: ['gate.changed'], repo_ids: [repoId] };
  const webhook = await post('/webhooks', { ...hook, headers: { 'x-mark': mark } });
  await get('/webhooks?limit=1');
  await get(`/webhooks/${webhook.id}`);
  await ok(
    admin.patch(`/webhooks/${webhook.id}`, { description: `hook of ${mark}`, headers: { 'x-mark': `${mark}!` } }),
  );
  await post(`/webhooks/${webhook.id}/rotate-secret`);
  await post(`/webhooks/${webhook.id}/ping?wait=15`);
  const { deliveries } = await get(`/webhooks/${webhook.id}/deliveries?state=failed&event=webhook.ping`);
  await get(`/webhooks/${webhook.id}/deliveries/${deliveries[0].id}`);
  await post(`/webhooks/${webhook.id}/deliveries/${deliveries[0].id}/redeliver`);
  await post(`/webhooks/${webhook.id}/redeliver`, { from: '2020-01-01T00:00:00Z', states: ['pending'] });
  await ok(admin.delete(`/webhooks/${webhook.id}`));
  await post('/webhooks', hook);

  await get(`/scans/${reportedId}/forge-reports`);
  await post(`/scans/${reportedId}/forge-reports/retry`);

  const publisher = { kind: 'custom', issuer: `https://${mark}.invalid`, claims: { sub: mark }, repo_id: repoId };
  const { id: publisherId } = await post('/trusted-publishers', publisher);
  await get('/trusted-publishers?limit=1');
  await ok(admin.patch(`/trusted-publishers/${publisherId}`, { enabled: false }));
  await ok(admin.patch(`/trusted-publishers/${publisherId}`, { enabled: true }));
  await ok(admin.delete(`/trusted-publishers/${publisherId}`));
  await post('/trusted-publishers', publisher);
  await post(`/scans/${pending.id}/upload-token`);
  const { memberId, apiKeyId } = { memberId: member.user_id as number, apiKeyId: key.id as number };
  const [waiverId, pendingScanId] = [waived.id as number, pending.id as number];
  return { repoId, baselineScanId, scanId, pendingScanId, issueId, waiverId, apiKeyId, memberId };
}

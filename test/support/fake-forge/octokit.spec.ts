import { generateKeyPairSync } from 'node:crypto';
import { toStatusReport } from '../../../src/domain/reporting/describe-report.js';
import { renderCheck } from '../../../src/domain/reporting/render-check.js';
import { renderComment } from '../../../src/domain/reporting/render-comment.js';
import { DEFAULT_REPORT_OPTIONS } from '../../../src/domain/reporting/report-facts.js';
import type { ForgeAccess, ForgeCredentials } from '../../../src/modules/reach/forge/forges/forge.js';
import { forgeTransport } from '../../../src/modules/reach/forge/forges/forge-transport.js';
import { GITHUB } from '../../../src/modules/reach/forge/forges/github.js';
import { allowedTargets } from '../../../src/platform/config/value-readers.js';
import { OutgoingClient } from '../../../src/platform/outgoing/outgoing-client.js';
import { SystemClock } from '../../../src/platform/time/clock.js';
import { someReportFacts } from '../report-facts.js';
import { FakeForge } from './fake-forge.js';
import { FakeGithub } from './fake-github.js';

/** Loaded by its name, so that types can be checked before it is installed. */
const PACKAGE = '@octokit/rest';

const SHA = '3f1c9e2a7b5d4c6e8f0a1b2c3d4e5f6a7b8c9d0e';
const TARGET = { project: 'acme/web', commitSha: SHA, branch: 'fix', prNumber: 128, remoteId: null, pipelineId: null };
const WEB = { owner: 'acme', repo: 'web' };
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const PRIVATE_KEY = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const APP: ForgeCredentials = { type: 'app', appId: '4711', installationId: '77', privateKey: PRIVATE_KEY };

const allowed = allowedTargets('127.0.0.1');
const client = new OutgoingClient({ allow: allowed.ok ? allowed.value : [], proxyUrl: null });
const transport = forgeTransport(client, new SystemClock(), { requestMs: 5_000 });

let forge: FakeForge<FakeGithub>;
beforeAll(async () => {
  const model = new FakeGithub();
  const permissions = { metadata: 'read', checks: 'write', pull_requests: 'write' };
  model.apps.push({ id: 4711, clientId: 'Iv1.abc', publicKey, permissions });
  model.addRepo('acme/web');
  model.addPull(128, SHA);
  model.addToken('t');
  forge = await FakeForge.start(model);
});
afterAll(async () => {
  await forge.close();
  await client.onApplicationShutdown();
});

async function open(credentials: ForgeCredentials): Promise<{ access: ForgeAccess; octokit: any }> {
  const connection = { baseUrl: forge.url, credentials, report: DEFAULT_REPORT_OPTIONS };
  const called = await GITHUB.authorize(connection, 'acme/web', transport);
  if (!called.ok) throw new Error(called.outcome.error);
  const auth = called.value.headers.authorization!.replace('Bearer ', '');
  const { Octokit } = await import(PACKAGE);
  const octokit = new Octokit({ auth, baseUrl: called.value.apiUrl });
  return { access: { ...called.value, transport }, octokit };
}

describe('GitHub, as its own client sees it', () => {
  it('shows the status that was put', async () => {
    const { access, octokit } = await open({ type: 'token', token: 't' });
    await GITHUB.statuses.put(access, TARGET, toStatusReport(someReportFacts()));
    const { data } = await octokit.rest.repos.listCommitStatusesForRef({ ...WEB, ref: SHA });
    expect(data).toMatchObject([{ state: 'failure', context: 'quality-gate' }]);
    const status = { state: 'success', context: 'other', description: 'by its client' };
    expect((await octokit.rest.repos.createCommitStatus({ ...WEB, sha: SHA, ...status })).status).toBe(201);
  });

  it('shows the check run that was put, and takes one of its client', async () => {
    const { access, octokit } = await open(APP);
    const report = renderCheck(someReportFacts(), DEFAULT_REPORT_OPTIONS);
    await GITHUB.checks!.put(access, TARGET, report);
    const { data } = await octokit.rest.checks.listForRef({ ...WEB, ref: SHA, check_name: 'quality-gate' });
    expect(data.check_runs).toMatchObject([
      { conclusion: 'failure', external_id: '1/345/2', output: { title: report.title, annotations_count: 2 } },
    ]);
    const run = await octokit.rest.checks.create({ ...WEB, name: 'other', head_sha: SHA, status: 'in_progress' });
    const done = { status: 'completed', conclusion: 'neutral', output: { title: 't', summary: 's' } };
    await octokit.rest.checks.update({ ...WEB, check_run_id: run.data.id, ...done });
    expect(forge.model.shows(SHA, 'other')).toMatchObject({ state: 'neutral' });
  });

  it('shows the comment that was posted, and edits it', async () => {
    const { access, octokit } = await open({ type: 'token', token: 't' });
    const comment = renderComment(someReportFacts(), 'html');
    const pull = { project: 'acme/web', number: 128 };
    const { remoteId } = await GITHUB.comments.create(access, pull, comment);
    const { data } = await octokit.rest.issues.listComments({ ...WEB, issue_number: 128 });
    expect(data).toMatchObject([{ id: Number(remoteId), body: comment.body }]);
    await octokit.rest.issues.updateComment({ ...WEB, comment_id: Number(remoteId), body: `${comment.body}.` });
    expect(forge.model.comments(128)).toEqual([`${comment.body}.`]);
    expect(forge.refused).toEqual([]);
  });
});

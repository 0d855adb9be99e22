import { FakeAzure } from '../../../../../test/support/fake-forge/fake-azure.js';
import { FakeBitbucket } from '../../../../../test/support/fake-forge/fake-bitbucket.js';
import { FakeForge, type FakeModel, type Fault, FAULTS } from '../../../../../test/support/fake-forge/fake-forge.js';
import { FakeGitea } from '../../../../../test/support/fake-forge/fake-gitea.js';
import { FakeGitlab } from '../../../../../test/support/fake-forge/fake-gitlab.js';
import { OTHER_ACCOUNT, TOKEN } from '../../../../../test/support/fake-forge/fake-parts.js';
import { aCommit, aConnection, aStatusReport, SHA } from '../../../../../test/support/scripted-forge.js';
import type { Annotation, StatusReport } from '../../../../domain/reporting/report-facts.js';
import { allowedTargets } from '../../../../platform/config/value-readers.js';
import { OutgoingClient } from '../../../../platform/outgoing/outgoing-client.js';
import { SystemClock } from '../../../../platform/time/clock.js';
import { AZURE } from './azure.js';
import { BITBUCKET } from './bitbucket.js';
import type { CommitTarget, ForgeAccess, ForgeClient, Written } from './forge.js';
import { forgeTransport } from './forge-transport.js';
import { GITEA } from './gitea.js';
import { GITLAB } from './gitlab.js';

interface Model extends FakeModel {
  addComment(number: number, body: string, author: number): void;
}

const PULL = { project: 'acme/web', number: 5 };
const MARKER = '<!-- quality-gate:8f2c1d:acme/web#5 -->';
const OTHER_SHA = 'f'.repeat(40);

const allowed = allowedTargets('127.0.0.1');
const client = new OutgoingClient({ allow: allowed.ok ? allowed.value : [], proxyUrl: null });
const transport = forgeTransport(client, new SystemClock(), { requestMs: 5_000 });
afterAll(() => client.onApplicationShutdown());

const gitlab = () => {
  const model = new FakeGitlab();
  model.mergeRequests.set(5, { sha: SHA, state: 'opened', pipeline: model.addPipeline(SHA, 'next') });
  return model;
};
const azure = () => {
  const model = new FakeAzure();
  model.pulls.set(5, { iterations: [OTHER_SHA, SHA], status: 'active' });
  return model;
};
const bitbucket = () => {
  const model = new FakeBitbucket();
  model.pulls.set(5, { sha: SHA, state: 'OPEN' });
  return model;
};
const gitea = () => {
  const model = new FakeGitea();
  model.pulls.set(5, { sha: SHA, state: 'open', merged: false });
  return model;
};

const FORGES: [string, ForgeClient, () => Model, string][] = [
  ['GitLab', GITLAB, gitlab, ''],
  ['Bitbucket', BITBUCKET, bitbucket, ''],
  ['Azure DevOps', AZURE, azure, '/acme'],
  ['Gitea', GITEA, gitea, ''],
];

describe.each(FORGES)('%s', (_, forgeClient, makeModel, site) => {
  let forge: FakeForge<Model>;
  let access: ForgeAccess;
  let target: CommitTarget;

  beforeEach(async () => {
    forge = await FakeForge.start(makeModel());
    const called = await forgeClient.authorize(connection(), 'acme/web', transport);
    if (!called.ok) throw new Error(called.outcome.error);
    access = { ...called.value, transport };
    target = aCommit('acme/web', { prNumber: 5 });
    forge.forgetRequests();
  });
  afterEach(() => forge.close());

  const connection = (token = TOKEN) => aConnection({ type: 'token', token }, forge.url + site);
  const isWrite = ({ method }: { method: string }) => method !== 'GET';
  const wordsOf = ({ state, description, url }: StatusReport) => ({
    state: forgeClient.states[state],
    description,
    url,
  });

  const keep = ({ remoteId, pipelineId }: Pick<Written, 'remoteId' | 'pipelineId'>) => {
    target = {
      ...target,
      ...(remoteId !== undefined && { remoteId }),
      ...(pipelineId !== undefined && { pipelineId }),
    };
  };

  /** Reports as a worker does: what is unclear is read back before it is repeated. */
  async function report(wanted: StatusReport): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const written = await forgeClient.statuses.put(access, target, wanted);
      keep(written);
      if (written.outcome.kind === 'done') return;
      if (written.outcome.kind === 'give_up') throw new Error(written.outcome.error);
      if (written.outcome.kind !== 'unclear') continue;
      const standing = await forgeClient.statuses.read(access, target, wanted);
      if (!standing.ok) continue;
      keep(standing.value);
      if (standing.value.isWanted) return;
    }
    throw new Error('The forge shows no state.');
  }

  it('shows each state of a commit, and asks for nothing that it has not', async () => {
    for (const state of ['pending', 'failure', 'neutral', 'success', 'pending', 'failure'] as const) {
      const wanted = aStatusReport({ state, description: `Verdict ${state}.` });
      await report(wanted);
      expect(forge.model.shows(SHA, 'quality-gate')).toEqual(wordsOf(wanted));
    }
    expect(forge.refused).toEqual([]);
  });

  it('reads back what it shows', async () => {
    const wanted = aStatusReport();
    await report(wanted);
    expect(await forgeClient.statuses.read(access, target, wanted)).toMatchObject({ value: { isWanted: true } });
    const other = aStatusReport({ state: 'success' });
    expect(await forgeClient.statuses.read(access, target, other)).toMatchObject({ value: { isWanted: false } });
  });

  it.each<[string, readonly Fault[]]>([
    ['lost answers', [FAULTS.lost, FAULTS.resetAfter]],
    ['lost requests', [FAULTS.resetBefore, FAULTS.status(503)]],
    ['both', [FAULTS.resetAfter, FAULTS.resetBefore, FAULTS.lost]],
  ])('shows the last state after %s', async (__, faults) => {
    for (const state of ['pending', 'failure', 'success'] as const) {
      forge.failNext(faults, isWrite);
      await report(aStatusReport({ state }));
      expect(forge.model.shows(SHA, 'quality-gate')).toEqual(wordsOf(aStatusReport({ state })));
    }
  });

  it('waits where the forge throttles', async () => {
    forge.failNext([FAULTS.status(429, { 'retry-after': '7' })], isWrite);
    const { outcome } = await forgeClient.statuses.put(access, target, aStatusReport());
    expect(outcome).toEqual({ kind: 'pause', error: 'rate_limited', pauseMs: 7_000 });
  });

  it('writes a description of any length', async () => {
    await report(aStatusReport({ description: '😀'.repeat(600) }));
    expect(forge.refused).toEqual([]);
  });

  it('has one comment of ours, also where its answer was lost', async () => {
    forge.model.addComment(5, `${MARKER}\nnot ours`, OTHER_ACCOUNT);
    forge.failNext([FAULTS.lost], isWrite);
    const lost = await forgeClient.comments.create(access, PULL, { body: `${MARKER}\nfailed`, isResolved: false });
    expect(lost.outcome.kind).toBe('unclear');
    const found = await forgeClient.comments.find(access, PULL, MARKER);
    expect(found).toMatchObject({ ok: true, value: { body: `${MARKER}\nfailed` } });
    const remoteId = found.ok ? found.value!.remoteId : '';
    const edited = await forgeClient.comments.edit(access, PULL, remoteId, {
      body: `${MARKER}\npassed`,
      isResolved: true,
    });
    expect(edited).toMatchObject({ outcome: { kind: 'done' }, remoteId });
    expect(forge.model.comments(5)).toEqual([`${MARKER}\nnot ours`, `${MARKER}\npassed`]);
    expect(forge.refused).toEqual([]);
  });

  it('reads its pull requests and repositories', async () => {
    const pull = await forgeClient.readPull(access, PULL);
    expect(pull).toMatchObject({ ok: true, value: { state: 'open', isFork: false } });
    expect(SHA.startsWith(pull.ok ? pull.value.headSha : '-')).toBe(true);
    const gone = await forgeClient.readPull(access, { ...PULL, number: 404 });
    expect(gone).toMatchObject({ ok: false, outcome: { kind: 'give_up', error: 'not_found' } });
    const project = await forgeClient.readProject(access, 'acme/web', null);
    const id = project.ok ? project.value.id : '';
    expect(await forgeClient.readProject(access, 'acme/old', id)).toMatchObject({ value: { id, name: 'acme/web' } });
    expect(forge.refused).toEqual([]);
  });

  it('is tried by reading alone', async () => {
    const checks = await forgeClient.test(connection(), 'acme/web', transport);
    expect(checks.filter((check) => !check.ok)).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['repository', 'write_status']));
    expect(forge.requests.filter(isWrite)).toEqual([]);
    const refused = await forgeClient.test(connection('another'), 'acme/web', transport);
    expect(refused.map(({ name, ok }) => [name, ok])).toEqual([
      ['address', true],
      ['credentials', false],
    ]);
  });
});

describe('peculiarities of a forge', () => {
  let forge: FakeForge;
  afterEach(() => forge.close());

  async function open(forgeClient: ForgeClient, model: FakeModel, site = ''): Promise<ForgeAccess> {
    forge = await FakeForge.start(model);
    const connection = aConnection({ type: 'token', token: TOKEN }, forge.url + site);
    const called = await forgeClient.authorize(connection, null, transport);
    if (!called.ok) throw new Error(called.outcome.error);
    return { ...called.value, transport };
  }

  it('GitLab: a state that is there adds no job, and none begins a pipeline of its own', async () => {
    const model = gitlab();
    const access = await open(GITLAB, model);
    let target = aCommit('acme/web', { prNumber: 5 });
    for (const state of ['pending', 'pending', 'failure', 'failure', 'failure'] as const) {
      const { outcome, pipelineId } = await GITLAB.statuses.put(access, target, aStatusReport({ state }));
      expect(outcome).toEqual({ kind: 'done' });
      target = { ...target, pipelineId: pipelineId ?? null };
    }
    expect(model.jobs.map(({ status }) => status)).toEqual(['failed']);
    expect(model.pipelines).toHaveLength(1);
  });

  it('GitLab: the commit of a merged result has its state beside that of the source', async () => {
    const model = gitlab();
    model.mergeRequests.get(5)!.pipeline = model.addPipeline(OTHER_SHA, 'refs/merge-requests/5/merge');
    const access = await open(GITLAB, model);
    for (const commitSha of [SHA, OTHER_SHA]) {
      const target = aCommit('acme/web', { prNumber: 5, commitSha });
      expect(await GITLAB.statuses.put(access, target, aStatusReport())).toMatchObject({ outcome: { kind: 'done' } });
      expect(model.shows(commitSha, 'quality-gate')?.state).toBe('failed');
    }
    expect(model.pipelines.filter(({ source }) => source === 'external')).toEqual([]);
  });

  it('Azure DevOps: a success covers no later push', async () => {
    const model = azure();
    const access = await open(AZURE, model, '/acme');
    await AZURE.statuses.put(access, aCommit('acme/web', { prNumber: 5 }), aStatusReport({ state: 'success' }));
    model.pulls.get(5)!.iterations.push('e'.repeat(40));
    expect(model.shows(SHA, 'quality-gate')?.state).toBe('succeeded');
    expect(model.shows('e'.repeat(40), 'quality-gate')).toBeNull();
  });

  it('Azure DevOps: a thread is closed while nothing is to be fixed', async () => {
    const model = azure();
    const access = await open(AZURE, model, '/acme');
    const { remoteId } = await AZURE.comments.create(access, PULL, { body: 'failed', isResolved: false });
    expect(model.threads[0]!.status).toBe('active');
    await AZURE.comments.edit(access, PULL, remoteId!, { body: 'passed', isResolved: true });
    expect(model.threads[0]!.status).toBe('closed');
  });

  it('Bitbucket: a report has the annotations of the last verdict alone', async () => {
    const model = bitbucket();
    const access = await open(BITBUCKET, model);
    let target = aCommit('acme/web');
    const put = async (...paths: string[]) => {
      const annotations = paths.map((path) => anAnnotation(path));
      const check = { ...aStatusReport(), title: '', summary: '', text: '', annotations, hasReevaluateAction: false };
      const written = await BITBUCKET.checks!.put(access, target, check);
      target = { ...target, remoteId: written.remoteId ?? target.remoteId };
      return written.outcome.kind;
    };
    const shown = () => [...model.reports.values()][0]!.annotations.size;
    expect([await put('a', 'b', 'c'), shown()]).toEqual(['done', 3]);
    forge.failNext([FAULTS.lost], ({ path }) => path.endsWith('/annotations'));
    expect([await put('a'), shown()]).toEqual(['unclear', 1]);
    expect([await put('d', 'e'), shown()]).toEqual(['done', 2]);
    expect([await put(), shown()]).toEqual(['done', 0]);
    expect(forge.refused).toEqual([]);
  });
});

const anAnnotation = (path: string): Annotation => ({
  ...{ path, startLine: 1, endLine: 2, severity: 'critical', title: 'semgrep sql-injection' },
  message: 'SQL built from request input. '.repeat(30),
});

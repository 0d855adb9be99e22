import type { ForgeAccess } from '../../../src/modules/reach/forge/forges/forge.js';
import { forgeTransport } from '../../../src/modules/reach/forge/forges/forge-transport.js';
import { GITLAB } from '../../../src/modules/reach/forge/forges/gitlab.js';
import { allowedTargets } from '../../../src/platform/config/value-readers.js';
import { OutgoingClient } from '../../../src/platform/outgoing/outgoing-client.js';
import { SystemClock } from '../../../src/platform/time/clock.js';
import { aCommit, aConnection, aStatusReport, SHA } from '../scripted-forge.js';
import { FakeForge } from './fake-forge.js';
import { FakeGitlab } from './fake-gitlab.js';
import { TOKEN } from './fake-parts.js';

/** Loaded by its name, so that types can be checked before it is installed. */
const PACKAGE = '@gitbeaker/rest';

const PROJECT = 'acme/web';
const PULL = { project: PROJECT, number: 5 };

const allowed = allowedTargets('127.0.0.1');
const client = new OutgoingClient({ allow: allowed.ok ? allowed.value : [], proxyUrl: null });
const transport = forgeTransport(client, new SystemClock(), { requestMs: 5_000 });

let forge: FakeForge<FakeGitlab>;
let access: ForgeAccess;
let gitbeaker: any;

beforeAll(async () => {
  const model = new FakeGitlab();
  model.mergeRequests.set(5, { sha: SHA, state: 'opened', pipeline: model.addPipeline(SHA, 'next') });
  forge = await FakeForge.start(model);
  const called = await GITLAB.authorize(aConnection({ type: 'token', token: TOKEN }, forge.url), null, transport);
  if (!called.ok) throw new Error(called.outcome.error);
  access = { ...called.value, transport };
  const { Gitlab } = await import(PACKAGE);
  gitbeaker = new Gitlab({ host: forge.url, token: TOKEN });
});
afterAll(async () => {
  await forge.close();
  await client.onApplicationShutdown();
});

describe('GitLab, as a client of others sees it', () => {
  it('shows the state that was put, and takes one of its client', async () => {
    await GITLAB.statuses.put(access, aCommit(PROJECT, { prNumber: 5 }), aStatusReport());
    const shown = await gitbeaker.Commits.allStatuses(PROJECT, SHA, { name: 'quality-gate' });
    expect(shown).toMatchObject([{ status: 'failed', name: 'quality-gate', ref: 'next' }]);
    await gitbeaker.Commits.editStatus(PROJECT, SHA, 'success', { name: 'other', description: 'by its client' });
    expect(forge.model.shows(SHA, 'other')).toEqual({ state: 'success', description: 'by its client', url: null });
    expect(forge.refused).toEqual([]);
  });

  it('shows the note that was written, and edits it', async () => {
    const { remoteId } = await GITLAB.comments.create(access, PULL, { body: 'failed', isResolved: false });
    const notes = await gitbeaker.MergeRequestNotes.all(PROJECT, 5);
    expect(notes).toMatchObject([{ id: Number(remoteId), body: 'failed' }]);
    await gitbeaker.MergeRequestNotes.edit(PROJECT, 5, Number(remoteId), { body: 'passed' });
    expect(forge.model.comments(5)).toEqual(['passed']);
    expect(forge.refused).toEqual([]);
  });

  it('knows project, merge request and account', async () => {
    expect(await gitbeaker.Projects.show(PROJECT)).toMatchObject({ id: 12, path_with_namespace: PROJECT });
    expect(await gitbeaker.MergeRequests.show(PROJECT, 5)).toMatchObject({ sha: SHA, state: 'opened' });
    expect(await gitbeaker.Users.showCurrentUser()).toMatchObject({ id: Number(access.author) });
    expect(forge.refused).toEqual([]);
  });
});

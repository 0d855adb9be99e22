import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, never, openPage, refuse, rightsWithout, serve } from '../../../../test/app';
import { sampleOf, sampleWith } from '../../../../test/sample';

serve();

const scans = (...found: object[]) => answer('get', '/scans', { body: { scans: found, next_cursor: null } });

const keys = (...found: object[]) => answer('get', '/api-keys', { body: { api_keys: found, next_cursor: null } });
const publishers = (...found: object[]) =>
  answer('get', '/trusted-publishers', { body: { trusted_publishers: found, next_cursor: null } });
const aKey = (parts: object) => ({
  ...sampleOf('ApiKey'),
  ...{ id: 3, name: 'ci', scopes: ['write:scans'], revoked: false, expired: false },
  ...{ last_used_at: null, last_used_from: null, ...parts },
});
const aPublisher = (parts: object) => ({
  ...sampleOf('TrustedPublisher'),
  ...{ kind: 'github', claims: { repository_id: '7' }, enabled: true },
  ...{ last_exchanged_at: null, last_exchanged_from: null, ...parts },
});
const says = (text: string) => screen.findAllByRole('status').then(() => waitFor(() => statusOf(text)));
const statusOf = (text: string) => {
  const found = screen.getAllByRole('status').find(({ textContent }) => textContent === text);
  expect(found?.textContent).toBe(text);
  return found!;
};

beforeEach(() => {
  keys();
  publishers();
  answer('get', '/repos', { body: { repos: [], next_cursor: null } });
  answer('get', '/pull-requests', { body: { pull_requests: [], next_cursor: null } });
  answer('get', '/quality/gates/simulation-inputs', { body: { ...sampleOf('SimulationInputs'), scans: [] } });
});

describe('the way to the first verdict', () => {
  it('shows a new key once, and the command with it', async () => {
    scans();
    answer('post', '/api-keys', { status: 201, body: { ...sampleWith('CreatedApiKey', { key: 'qg_secret' }) } });
    openPage('/welcome');
    await userEvent.click(await screen.findByRole('button', { name: 'Create key' }));
    expect(await screen.findByRole('textbox', { name: 'Key' })).toHaveProperty('value', 'qg_secret');
    expect(screen.getByText(/QGATE_TOKEN=qg_secret/)).toBeDefined();
    expect(screen.getByText('It is shown only once. The command below has it.')).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Jenkins' }));
    expect(screen.getByText(/Store it as the secret QGATE_TOKEN of your pipeline/)).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'On this machine' }));
    expect(screen.getByText(/^This page checks for it automatically/)).toBeDefined();
  });

  it('fills the recipe of a pipeline in, and offers the steps that it uses', async () => {
    scans();
    answer('get', '/quality/gates/config', { body: { block_merge_on_fail: false } });
    openPage('/welcome');
    await userEvent.click(await screen.findByRole('button', { name: 'Jenkins' }));
    const text = () => screen.getByRole('region', { name: /Jenkinsfile|quality-gate.yml/ }).textContent;
    await screen.findByText(/^Commit this file\./);
    expect(text()).toContain(`QGATE_URL = '${window.location.origin}'`);
    expect(text()).toContain(`QGATE_PACKAGE = '${window.location.origin}/qgate.tgz'`);
    await waitFor(() => expect(text()).toContain('run --follow-monitor --output'));
    expect(screen.getByRole('button', { name: 'Create key' })).toBeDefined();
    expect(screen.queryByText(/QGATE_TOKEN=/)).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'GitHub' }));
    expect(text()).toContain(`url: '${window.location.origin}'`);
    expect(screen.getByRole('link', { name: 'trusted publishers' }).getAttribute('href')).toBe('/settings/publishers');
    expect(screen.queryByRole('button', { name: 'Create key' })).toBeNull();
  });

  it.each([
    ['GitHub', 'If the default branch is not called main, change the branch name in it.'],
    ['GitLab', ''],
    ['Jenkins', 'If the default branch is not called main, set QGATE_DEFAULT_BRANCH to its name in the pipeline.'],
    [
      'Azure',
      'If the default branch is not called main, change the branch name in it and set QGATE_DEFAULT_BRANCH to its name in the pipeline.',
    ],
  ])('says what %s needs for another default branch', async (name, step) => {
    scans();
    openPage('/welcome');
    await userEvent.click(await screen.findByRole('button', { name }));
    expect((await screen.findByText(/^Commit this file\./)).textContent).toBe(
      ['Commit this file.', step].join(' ').trim(),
    );
  });

  it('offers the presets of the policy', async () => {
    scans();
    answer('get', '/quality/gates/presets', { body: { presets: [sampleOf('Preset')], chosen: null } });
    openPage('/welcome');
    expect(await screen.findByText('There is no scan yet to try it on.')).toBeDefined();
    expect(screen.getByText(sampleOf('Preset').rules[0]!.sentence)).toBeDefined();
  });

  it('says who may create a key', async () => {
    scans();
    openPage('/welcome', rightsWithout('manage_keys'));
    const button = await screen.findByRole('button', { name: 'Create key' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
  });

  it('waits for the verdict of a scan that has begun', async () => {
    scans(sampleWith('Scan', { id: 5, status: 'pending' }));
    const waits = answer('get', '/quality/gates/status/:id', never);
    openPage('/welcome');
    expect(await screen.findByText(/The scan has begun/)).toBeDefined();
    expect(waits).toEqual(['/quality/gates/status/5?wait=10']);
  });

  it('ends with the verdict, and asks which source is stored', async () => {
    scans(sampleWith('Scan', { id: 5, repo_id: 7, status: 'completed', gate_status: 'failed' }));
    answer('get', '/repos', {
      body: { repos: [sampleWith('Repo', { id: 7, source_excerpts: 'none' })], next_cursor: null },
    });
    openPage('/welcome');
    expect((await screen.findByRole('link', { name: 'See why' })).getAttribute('href')).toBe('/scans/5');
    expect(await screen.findByRole('radio', { name: /^None: /, checked: true })).toBeDefined();
  });

  it('marks each step that is done by what the service has seen', async () => {
    scans();
    keys(aKey({}));
    answer('get', '/quality/gates/presets', { body: { presets: [], chosen: null } });
    openPage('/welcome');
    await screen.findByText(/^The key ci may push scans\./);
    const done = () =>
      screen
        .getAllByRole('heading', { level: 2 })
        .flatMap(({ textContent, nextSibling }) => (nextSibling?.textContent === '✓ done' ? [textContent] : []));
    expect(done()).toEqual(['1. Give your scans access']);
    scans(sampleWith('Scan', { id: 5, status: 'pending', uploads_received: 2 }));
    answer('get', '/quality/gates/status/:id', never);
    await waitFor(() => expect(done()).toEqual(['1. Give your scans access', '3. Scan']), { timeout: 5000 });
  });

  it('has no steps once all are done, but the verdict and what comes next, and shows them on request', async () => {
    scans(sampleWith('Scan', { id: 5, repo_id: 7, status: 'completed', gate_status: 'passed', uploads_received: 1 }));
    keys(aKey({ last_used_at: '2026-03-01T00:00:00Z' }));
    openPage('/welcome');
    await screen.findByRole('heading', { name: 'Your first verdict is here' });
    expect(screen.queryByRole('button', { name: 'Create key' })).toBeNull();
    expect((await screen.findByRole('link', { name: 'See why' })).getAttribute('href')).toBe('/scans/5');
    expect(await screen.findByText(/^Next, open a pull request/)).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Show the steps' }));
    expect(screen.getAllByText('✓ done')).toHaveLength(4);
    expect(screen.getByRole('button', { name: 'Create key' })).toBeDefined();
  });

  it('names the pull request that was scanned last', async () => {
    scans(sampleWith('Scan', { id: 5, repo_id: 7, status: 'completed', gate_status: 'passed' }));
    const pull = sampleWith('AnyPullRequest', { pr_number: 12, repo: { id: 7, name: 'acme/web' } });
    answer('get', '/pull-requests', { body: { pull_requests: [pull], next_cursor: null } });
    openPage('/welcome');
    expect((await screen.findByRole('link', { name: 'acme/web #12' })).getAttribute('href')).toBe('/repos/7/pulls/12');
  });

  it('sees the use of the key by itself, with its time and address', async () => {
    scans();
    keys(aKey({}));
    openPage('/welcome');
    const waiting = await says('Waiting: the key has not been used.');
    expect(waiting.nextSibling?.textContent).toBe('Run the command of step 3 with the key ci.');
    keys(aKey({ last_used_at: '2026-03-01T00:00:00Z', last_used_from: '203.0.113.7' }));
    await waitFor(() => statusOf('Seen: the key was used.'), { timeout: 5000 });
    const seen = statusOf('Seen: the key was used.').nextSibling;
    expect(seen?.textContent).toMatch(/^ci, .*, from 203\.0\.113\.7\.$/);
    expect((seen as HTMLElement).querySelector('time')?.dateTime).toBe('2026-03-01T00:00:00Z');
  });

  it('takes no key that has ended or may not push scans', async () => {
    scans();
    keys(aKey({ revoked: true }), aKey({ expired: true }), aKey({ scopes: ['read:scans'] }));
    openPage('/welcome');
    await says('Waiting: there is no key that may push scans.');
  });

  it.each([
    [[], 'Waiting: no pipeline of GitHub is trusted.'],
    [
      [aPublisher({ kind: 'gitlab', last_exchanged_at: '2026-03-01T00:00:00Z' })],
      'Waiting: no pipeline of GitHub is trusted.',
    ],
    [[aPublisher({})], 'Waiting: no pipeline has exchanged its token.'],
    [[aPublisher({ last_exchanged_at: '2026-03-01T00:00:00Z' })], 'Seen: a pipeline exchanged its token.'],
  ])('says whether a trusted pipeline signed in (%#)', async (found, text) => {
    scans();
    publishers(...found);
    openPage('/welcome');
    await userEvent.click(await screen.findByRole('button', { name: 'GitHub' }));
    await says(text);
  });

  it('names what only administrators see', async () => {
    scans();
    openPage('/welcome', rightsWithout('manage_keys'));
    await says('Waiting: Administrators see whether the key was used. The scan shows it too.');
  });

  it.each([
    ['pending', 0, 'Waiting: the scan has begun, and no report has arrived yet.'],
    ['pending', 2, 'Seen: the scan has reports.'],
    ['failed', 0, 'Seen: the scan ended without a report.'],
  ] as const)('says of a scan that is %s with %i reports what was seen', async (status, uploads, text) => {
    scans(sampleWith('Scan', { id: 5, status, uploads_received: uploads }));
    answer('get', '/quality/gates/status/:id', never);
    openPage('/welcome');
    await says(text);
  });

  it('writes the default branch of a repository that is known into the recipe', async () => {
    scans();
    answer('get', '/repos', {
      body: { repos: [sampleWith('Repo', { id: 7, name: 'acme/shop', default_branch: 'trunk' })], next_cursor: null },
    });
    openPage('/welcome');
    await userEvent.click(await screen.findByRole('button', { name: 'GitHub' }));
    const choice = await screen.findByRole('combobox', { name: 'Repository' });
    expect(screen.getByText(/^Commit this file\./).textContent).toContain('is not called main');
    await userEvent.selectOptions(choice, 'acme/shop');
    expect(screen.getByRole('region', { name: /quality-gate.yml/ }).textContent).toContain('branches: [trunk]');
    expect((await screen.findByText(/^Commit this file\./)).textContent).toBe('Commit this file.');
  });

  it('counts no scan that began before the key, or in another repository', async () => {
    const looks = scans();
    keys(aKey({ created_at: '2026-03-01T00:00:00Z' }));
    answer('get', '/repos', {
      body: { repos: [sampleWith('Repo', { id: 7, name: 'acme/shop', default_branch: 'trunk' })], next_cursor: null },
    });
    openPage('/welcome');
    await says('Waiting: no scan has arrived yet.');
    expect(new Set(looks)).toEqual(new Set(['/scans?limit=1&from=2026-03-01T00%3A00%3A00Z']));
    await userEvent.click(await screen.findByRole('button', { name: 'Jenkins' }));
    await userEvent.selectOptions(await screen.findByRole('combobox', { name: 'Repository' }), 'acme/shop');
    await waitFor(() => expect(looks.at(-1)).toBe('/scans?limit=1&repo_id=7&from=2026-03-01T00%3A00%3A00Z'));
    const scan = sampleWith('Scan', { id: 5, repo_id: 7, branch: 'trunk', status: 'pending', uploads_received: 2 });
    scans(scan);
    answer('get', '/quality/gates/status/:id', never);
    await waitFor(() => statusOf('Seen: the scan has reports.'), { timeout: 5000 });
    expect(await screen.findByText(/^acme\/shop, branch trunk, begun/)).toBeDefined();
  });

  it('counts no scan that began before the pipeline was trusted', async () => {
    const looks = scans();
    const before = aPublisher({ id: 1, created_at: '2026-02-01T00:00:00Z' });
    publishers(before, aPublisher({ id: 2, created_at: '2026-03-01T00:00:00Z' }));
    openPage('/welcome');
    await userEvent.click(await screen.findByRole('button', { name: 'GitHub' }));
    await waitFor(() => expect(looks.at(-1)).toBe('/scans?limit=1&from=2026-03-01T00%3A00%3A00Z'));
  });

  it('says when it stops looking, and looks again on request', async () => {
    const looks = scans();
    openPage('/welcome');
    await says('Waiting: no scan has arrived yet.');
    const later = Date.now() + 11 * 60_000;
    const clock = vi.spyOn(Date, 'now').mockReturnValue(later);
    try {
      await waitFor(() => statusOf('This page stopped checking after ten minutes.'), { timeout: 10_000 });
      const { length } = looks;
      const button = screen.getByRole('button', { name: 'Look again' });
      await userEvent.click(button);
      await waitFor(() => expect(looks.length).toBeGreaterThan(length));
      expect(screen.queryByText('This page stopped checking after ten minutes.')).toBeNull();
      expect(document.activeElement).toBe(button);
    } finally {
      clock.mockRestore();
    }
  }, 20_000);

  it('says why it cannot look', async () => {
    refuse('get', '/scans', 403, 'forbidden', 'Only readers of scans.');
    openPage('/welcome');
    expect(await screen.findByText('Only readers of scans.')).toBeDefined();
  });
});

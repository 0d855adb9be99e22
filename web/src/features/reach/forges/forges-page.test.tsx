import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openPage, refuse, rightsWithout, serve } from '../../../../test/app';
import { sampleWith } from '../../../../test/sample';
import { KINDS } from './messages';

serve();

const AT = '2026-04-19T12:00:00Z';
const CONNECTION = sampleWith('ForgeConnection', {
  ...{ id: 3, kind: 'gitlab', name: 'GitLab of Acme', base_url: 'https://gitlab.example.org', context: 'quality-gate' },
  ...{ state: 'ok', hook: { url: 'https://gate.example.org/api/hooks/abc' }, budget: null, created_at: AT },
  report: { status: true, check: true, annotations: true, comment: 'on_failure' },
  credentials: { type: 'token', hint: 'x9Z2', set_at: AT, expires_at: null },
});

const GUESSED = { repo_id: 8, project: 'acme/web', project_id: null, guessed: true };

function show(forges: readonly object[] = [CONNECTION], repos: readonly object[] = [GUESSED]) {
  answer('get', '/forges/3/repos', { body: { repos, next_cursor: null } });
  answer('get', '/repos', { body: { repos: [{ id: 8, name: 'acme/web' }], next_cursor: null } });
  const reads = answer('get', '/forges', { body: { forges, next_cursor: null } });
  openPage('/settings/forges');
  return reads;
}

const click = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));
const dialog = async (name: string) => within(await screen.findByRole('dialog', { name }));

describe('the page of forges', () => {
  it('shows each connection without its secrets', async () => {
    const budget = { remaining: 4200, reset_at: null };
    show([{ ...CONNECTION, budget }]);
    const region = within(await screen.findByRole('region', { name: 'GitLab of Acme' }));
    expect(region.getByText('https://gitlab.example.org')).toBeTruthy();
    expect(region.getByText('…x9Z2')).toBeTruthy();
    expect(region.getByText('https://gate.example.org/api/hooks/abc')).toBeTruthy();
    expect(region.getByText('4,200')).toBeTruthy();
  });

  it.each([
    ['needs_credentials', 'Needs credentials: the forge refuses those that are stored, or none are.'],
    ['unreachable', 'Unreachable: the forge does not answer.'],
    [
      'rights_lost',
      'Disabled: the person who last changed it has left the organization or is no longer an administrator; enter credentials again.',
    ],
  ] as const)('says that one does not work: %s', async (state, words) => {
    show([{ ...CONNECTION, state }]);
    expect(await screen.findByText(words)).toBeTruthy();
  });

  it('says what it means that none is connected', async () => {
    show([]);
    expect(await screen.findByText('No forge is connected')).toBeTruthy();
    expect(screen.queryByRole('region', { name: 'Place of a repository' })).toBeNull();
  });

  it('lists the repositories of a connection, and says which were guessed', async () => {
    show([CONNECTION], [{ repo_id: 9, project: 'acme/api', project_id: '77', guessed: false }, GUESSED]);
    const table = within(await screen.findByRole('table', { name: 'Repositories at GitLab of Acme' }));
    const guessed = within(await table.findByRole('row', { name: /^acme\/web/ }));
    expect(guessed.getByText('guessed by its address or name, not confirmed by the forge yet')).toBeTruthy();
    expect(guessed.getByRole('link').getAttribute('href')).toBe('/repos/8/forge');
    expect(within(table.getByRole('row', { name: /^repository 9/ })).getByText('set by an administrator')).toBeTruthy();
  });

  it('says that no repository is shown there yet', async () => {
    show([CONNECTION], []);
    expect(await screen.findByText('No repository is shown there yet')).toBeTruthy();
  });

  it('stays where the list of repositories fails', async () => {
    answer('get', '/repos', { body: { repos: [], next_cursor: null } });
    answer('get', '/forges', { body: { forges: [CONNECTION], next_cursor: null } });
    refuse('get', '/forges/3/repos', 500, 'internal_error', 'It broke.');
    openPage('/settings/forges');
    expect((await screen.findByRole('alert')).textContent).toContain('It broke.');
    expect(screen.getByText('https://gitlab.example.org')).toBeTruthy();
  });

  it('leads to the place of any repository', async () => {
    show();
    const region = within(await screen.findByRole('region', { name: 'Place of a repository' }));
    const link = await region.findByRole('link', { name: 'Show its place' });
    expect(link.getAttribute('href')).toBe('/repos/8/forge');
  });

  it.each([
    ['github', ['App', 'Access token'], ['App id', 'Installation id', 'Private key']],
    ['gitlab', ['Access token'], ['Token']],
    ['bitbucket', ['Access token', 'Email address and API token', 'OAuth consumer'], ['Token']],
    ['azure', ['Access token'], ['Token']],
    ['gitea', ['Access token'], ['Token']],
  ] as const)('requests the credentials that %s takes', async (kind, types, fields) => {
    show([]);
    await click('Connect forge');
    const form = await dialog('Connect forge');
    await userEvent.selectOptions(form.getByLabelText('Forge'), KINDS[kind].name);
    const options = within(form.getByLabelText('Credentials')).getAllByRole('option');
    expect(options.map(({ textContent }) => textContent)).toEqual(types);
    for (const field of fields) expect(form.getByLabelText(field)).toBeTruthy();
    expect(form.getByLabelText<HTMLInputElement>('Site').required).toBe(KINDS[kind].site === null);
  });

  it('connects one, and shows the secret of its hook once', async () => {
    show([]);
    const sent: unknown[] = [];
    answer('post', '/forges', (body) => {
      sent.push(body);
      const hook = { url: 'https://gate.example.org/api/hooks/abc', secret: 'hook secret' };
      return { status: 201, body: { ...CONNECTION, hook } };
    });
    await click('Connect forge');
    const form = await dialog('Connect forge');
    await userEvent.selectOptions(form.getByLabelText('Forge'), 'Bitbucket Cloud');
    await userEvent.type(form.getByLabelText('Name'), 'Bitbucket');
    await userEvent.selectOptions(form.getByLabelText('Credentials'), 'Email address and API token');
    await userEvent.type(form.getByLabelText('Email address'), 'ada@example.org');
    await userEvent.type(form.getByLabelText('Token'), 'secret');
    await userEvent.click(form.getByRole('checkbox', { name: 'new findings on their lines' }));
    await userEvent.click(form.getByRole('button', { name: 'Connect' }));
    const secret = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Hook secret' });
    expect(secret.value).toBe('hook secret');
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Hook address' }).value).toMatch(/hooks\/abc$/);
    expect(sent).toEqual([
      {
        ...{ kind: 'bitbucket', name: 'Bitbucket', base_url: null, context: 'quality-gate' },
        report: { status: true, check: true, annotations: false, comment: 'on_failure' },
        credentials: { type: 'basic', email: 'ada@example.org', token: 'secret' },
      },
    ]);
  });

  it('shows at its field what the service refuses of the credentials', async () => {
    show([]);
    const errors = [{ field: 'credentials.private_key', message: 'must be a private key in PEM' }];
    answer('post', '/forges', { status: 400, body: { code: 'validation_failed', detail: 'Not valid.', errors } });
    await click('Connect forge');
    const form = await dialog('Connect forge');
    await userEvent.type(form.getByLabelText('Name'), 'GitHub');
    await userEvent.type(form.getByLabelText('App id'), '12');
    await userEvent.type(form.getByLabelText('Private key'), 'none');
    await userEvent.click(form.getByRole('button', { name: 'Connect' }));
    expect(await form.findByLabelText('Private key')).toBeTruthy();
    expect(await form.findByText('must be a private key in PEM')).toBeTruthy();
  });

  it('says that a hook has no address without PUBLIC_URL', async () => {
    show([{ ...CONNECTION, hook: { url: null } }]);
    expect(await screen.findByText('none: PUBLIC_URL of the service is not set')).toBeTruthy();
  });

  it('tests one with a repository, and shows every check', async () => {
    show();
    const sent: unknown[] = [];
    answer('post', '/forges/3/test', (body) => {
      sent.push(body);
      const checks = [
        { name: 'address', ok: true, detail: 'The forge answers.' },
        { name: 'write_status', ok: false, detail: 'The role Developer is missing.' },
      ];
      return { body: { ok: false, checks } };
    });
    await click('Test');
    const form = await dialog('Test GitLab of Acme');
    await form.findByRole('option', { name: 'acme/web' });
    await userEvent.selectOptions(form.getByLabelText('Repository'), 'acme/web');
    await userEvent.click(form.getByRole('button', { name: 'Run test' }));
    expect(await form.findByText('Something must be fixed first.')).toBeTruthy();
    const row = within(form.getByRole('row', { name: /^Write a status/ }));
    expect(row.getByText('fails')).toBeTruthy();
    expect(row.getByText('The role Developer is missing.')).toBeTruthy();
    expect(sent).toEqual([{ repo_id: 8 }]);
  });

  it('is edited without its credentials, which stay while none are typed', async () => {
    show();
    const sent: unknown[] = [];
    answer('patch', '/forges/3', (body) => {
      sent.push(body);
      return { body: CONNECTION };
    });
    await click('Edit');
    const form = await dialog('Edit connection');
    expect(form.queryByLabelText('Forge')).toBeNull();
    expect(form.getByText(/which end in x9Z2/)).toBeTruthy();
    await userEvent.selectOptions(form.getByLabelText('On the pull request'), 'no comment');
    await userEvent.click(form.getByRole('button', { name: 'Save connection' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent).toEqual([
      {
        ...{ name: 'GitLab of Acme', base_url: 'https://gitlab.example.org', context: 'quality-gate' },
        report: { status: true, check: true, annotations: true, comment: 'never' },
      },
    ]);
  });

  it('requests the credentials again for another site, unless they are to be deleted', async () => {
    show();
    const sent: object[] = [];
    answer('patch', '/forges/3', (body) => {
      sent.push(body as object);
      return { body: CONNECTION };
    });
    await click('Edit');
    const form = await dialog('Edit connection');
    const site = form.getByLabelText('Site');
    const tokenIsRequired = () => form.getByLabelText<HTMLInputElement>('Token').required;
    await userEvent.clear(site);
    await userEvent.type(site, 'https://gitlab.example.org/below');
    expect([tokenIsRequired(), form.queryByText(/are not sent to another site/)]).toEqual([false, null]);
    await userEvent.clear(site);
    await userEvent.type(site, 'https://elsewhere.example.org');
    expect(form.getByText(/entered for https:\/\/gitlab\.example\.org and are not sent to another site/)).toBeTruthy();
    expect(tokenIsRequired()).toBe(true);
    await userEvent.click(form.getByRole('checkbox', { name: 'Delete the stored credentials' }));
    expect(tokenIsRequired()).toBe(false);
    await userEvent.click(form.getByRole('button', { name: 'Save connection' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent).toMatchObject([{ base_url: 'https://elsewhere.example.org', drop_secrets: true }]);
    expect(sent[0]).not.toHaveProperty('credentials');
  });

  it('says above the form that the service wants the credentials again', async () => {
    show();
    const errors = [{ field: 'credentials', message: 'are stored for another origin' }];
    answer('patch', '/forges/3', { status: 400, body: { code: 'secret_required', detail: 'See errors.', errors } });
    await click('Edit');
    const form = await dialog('Edit connection');
    await userEvent.click(form.getByRole('button', { name: 'Save connection' }));
    expect((await form.findByRole('alert')).textContent).toBe('credentials are stored for another origin');
  });

  it('says that no credentials are stored where they were deleted', async () => {
    show([{ ...CONNECTION, credentials: { ...CONNECTION.credentials, hint: '' } }]);
    expect(await screen.findByText('none are stored')).toBeTruthy();
  });

  it('deletes one after a confirmation that says what happens to merges', async () => {
    show();
    const deletions = answer('delete', '/forges/3', { status: 204 });
    await click('Delete');
    const confirmation = await dialog('Delete GitLab of Acme?');
    expect(confirmation.getByText(/waits forever/)).toBeTruthy();
    await userEvent.click(confirmation.getByRole('button', { name: 'Delete connection' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(deletions).toHaveLength(1);
  });

  it('says to whom it is open', async () => {
    openPage('/settings/forges', rightsWithout('manage_members'));
    expect(await screen.findByRole('heading', { level: 1, name: 'Forges' })).toBeTruthy();
    expect(screen.getByText(/^Only administrators and owners/)).toBeTruthy();
  });
});

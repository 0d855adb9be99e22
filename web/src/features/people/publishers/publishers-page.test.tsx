import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openAs, openPage, rightsWithout, serve } from '../../../../test/app';
import { sampleOf, sampleWith } from '../../../../test/sample';

serve();

const PUBLISHER = sampleWith('TrustedPublisher', {
  ...{ id: 4, kind: 'github', issuer: 'https://token.actions.githubusercontent.com', repo_id: 8 },
  ...{ claims: { repository_id: '724712', ref: 'refs/heads/main' }, scopes: ['write:scans', 'read:scans'] },
  ...{ minted_by: null, expires_at: null, enabled: true, state: 'proven', contested_at: null },
});

function show(publishers: readonly object[] = [PUBLISHER], public_url: string | null = 'https://gate.example.org') {
  answer('get', '/auth/me', {
    body: { ...sampleOf('Me'), org: { ...sampleOf('Me').org, slug: 'acme' }, can: rightsWithout(), public_url },
  });
  answer('get', '/repos', { body: { repos: [{ id: 8, name: 'acme/web' }], next_cursor: null } });
  answer('get', '/trusted-publishers', { body: { trusted_publishers: publishers, next_cursor: null } });
  openAs('/settings/publishers');
}

const openForm = async () => {
  await userEvent.click(await screen.findByRole('button', { name: 'Trust a pipeline' }));
  return within(await screen.findByRole('dialog', { name: 'Trust a pipeline' }));
};

describe('the page of trusted publishers', () => {
  it('lists them with the claims that each demands', async () => {
    const custom = {
      ...PUBLISHER,
      id: 5,
      kind: 'custom',
      issuer: 'https://ci.example.org',
      repo_id: null,
      minted_by: 7,
    };
    show([custom, PUBLISHER]);
    const row = within(await screen.findByRole('row', { name: /^GitHub Actions/ }));
    expect(row.getByText('repository_id: 724712')).toBeTruthy();
    expect(await row.findByText('acme/web')).toBeTruthy();
    const other = within(screen.getByRole('row', { name: /^Another system/ }));
    expect(other.getByText('https://ci.example.org')).toBeTruthy();
    expect(other.getByText('all repositories')).toBeTruthy();
    expect(other.getByText('ends with API key 7')).toBeTruthy();
    expect(row.queryByText(/API key/)).toBeNull();
    expect(screen.queryByText(/PUBLIC_URL/)).toBeNull();
  });

  it('says what an empty list means, and what is missing without PUBLIC_URL', async () => {
    show([], null);
    expect(await screen.findByText('No pipeline is trusted')).toBeTruthy();
    expect(screen.getByText(/must set PUBLIC_URL/)).toBeTruthy();
  });

  it('trusts a pipeline by the claims of its kind', async () => {
    show([]);
    const sent: unknown[] = [];
    answer('post', '/trusted-publishers', (body) => {
      sent.push(body);
      return { status: 201, body: PUBLISHER };
    });
    const form = await openForm();
    expect(form.queryByLabelText('Number of the project')).toBeNull();
    await userEvent.selectOptions(form.getByLabelText('Kind'), 'GitLab CI');
    await userEvent.type(form.getByLabelText('Number of the project'), '22');
    await userEvent.type(form.getByLabelText('Protected'), 'true');
    await userEvent.type(form.getByLabelText('Other claims'), 'ref_type: branch');
    await form.findByRole('option', { name: 'acme/web' });
    await userEvent.selectOptions(form.getByLabelText('Reaches'), 'acme/web');
    await userEvent.click(form.getByRole('button', { name: 'Trust' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent).toEqual([
      {
        ...{ kind: 'gitlab', issuer: null, claims: { project_id: '22', ref_protected: 'true', ref_type: 'branch' } },
        ...{ repo_id: 8, scopes: ['write:scans', 'read:scans'] },
      },
    ]);
  });

  it('requires an issuer and claims of another system', async () => {
    show([]);
    const form = await openForm();
    expect(form.getByLabelText<HTMLInputElement>('Issuer').required).toBe(false);
    await userEvent.selectOptions(form.getByLabelText('Kind'), 'Another system with OpenID Connect');
    expect(form.getByLabelText<HTMLInputElement>('Issuer').required).toBe(true);
    expect(form.getByLabelText<HTMLTextAreaElement>('Claims').required).toBe(true);
  });

  it('says what the service refuses of the claims', async () => {
    show([]);
    const errors = [{ field: 'claims', message: 'must contain repository_id as a number' }];
    answer('post', '/trusted-publishers', { status: 400, body: { code: 'validation_failed', detail: 'No.', errors } });
    const form = await openForm();
    await userEvent.type(form.getByLabelText('Number of the repository'), 'acme/web');
    await userEvent.click(form.getByRole('button', { name: 'Trust' }));
    expect((await form.findByRole('alert')).textContent).toBe('claims must contain repository_id as a number');
  });

  it('shows the audience of the tokens, and what to do about each state', async () => {
    const states = [
      { ...PUBLISHER, id: 5, state: 'unproven', contested_at: '2026-11-29T10:00:00Z' },
      { ...PUBLISHER, id: 6, state: 'disabled', enabled: false },
    ];
    show([...states, PUBLISHER]);
    expect(await screen.findByDisplayValue('https://gate.example.org/orgs/acme')).toBeTruthy();
    const cellOf = (name: RegExp) => screen.getByRole('cell', { name });
    expect(cellOf(/^unproven/).textContent).toMatch(
      /Run a pipeline whose token has the audience above.*Another organization/,
    );
    expect(cellOf(/^proven$/)).toBeTruthy();
    const sent: unknown[] = [];
    answer('patch', '/trusted-publishers/6', (body) => {
      sent.push(body);
      return { body: { ...PUBLISHER, id: 6 } };
    });
    const disabled = within(cellOf(/^disabled/).closest('tr')!);
    await userEvent.click(disabled.getByRole('button', { name: 'Enable' }));
    await waitFor(() => expect(sent).toEqual([{ enabled: true }]));
  });

  it('deletes one after a confirmation', async () => {
    show();
    const deletions = answer('delete', '/trusted-publishers/4', { status: 204 });
    await userEvent.click(await screen.findByRole('button', { name: 'Delete' }));
    expect(deletions).toEqual([]);
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete publisher' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(deletions).toHaveLength(1);
  });

  it('says to whom it is open', async () => {
    openPage('/settings/publishers', rightsWithout('manage_members'));
    expect(await screen.findByRole('heading', { level: 1, name: 'Trusted publishers' })).toBeTruthy();
    expect(screen.getByText(/^Only administrators and owners/)).toBeTruthy();
  });
});

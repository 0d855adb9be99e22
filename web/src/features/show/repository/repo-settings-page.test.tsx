import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openPage, rightsWithout, serve } from '../../../../test/app';
import { sampleWith } from '../../../../test/sample';

serve();

const REPO = sampleWith('Repo', {
  id: 1,
  name: 'acme/web',
  aliases: ['acme/site'],
  source_excerpts: 'files',
  url: null,
});

/** A service that keeps what is changed; answers the changes. */
async function open(can = rightsWithout(), repo = REPO) {
  const changes: unknown[] = [];
  let now = repo;
  answer('get', '/repos/:id/overview', () => ({ body: sampleWith('RepositoryPage', { repo: now, can }) }));
  answer('get', '/repos/:id/source', {
    body: { none: { files: 12, bytes: 3_400 }, findings: { files: 1, bytes: 900 } },
  });
  answer('patch', '/repos/:id', (body) => {
    changes.push(body);
    now = { ...now, ...(body as object) };
    const source_deletion = { files: 12, bytes: 3_400, until: '2026-01-02T03:04:05Z' };
    return { body: { ...now, ...('source_excerpts' in (body as object) && { source_deletion }) } };
  });
  openPage('/repos/1/settings', can);
  await screen.findByRole('heading', { name: 'Settings of acme/web' });
  return changes;
}

describe('the settings of a repository', () => {
  it('are in groups with a list of them at the side', async () => {
    await open();
    const list = within(screen.getByRole('navigation', { name: 'Settings of the repository' }));
    expect(list.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
      ...['#General', '#Excerpts', '#Baseline', '#Forge', '#Badges', '#Danger'],
    ]);
    expect(screen.getByRole('button', { name: 'Delete repository' })).toBeDefined();
    expect(screen.getByRole('link', { name: 'Place at a forge' }).getAttribute('href')).toBe('/repos/1/forge');
  });

  it('rename it, and keep its further names unless they change', async () => {
    const changes = await open();
    expect(screen.getByText(/also acme\/site/)).toBeDefined();
    const edit = async (name: string, label: string, text: string) => {
      await userEvent.click(screen.getByRole('button', { name: 'Edit repository' }));
      const dialog = within(await screen.findByRole('dialog', { name: `Edit ${name}` }));
      await userEvent.clear(dialog.getByLabelText(label));
      await userEvent.type(dialog.getByLabelText(label), text);
      await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
      await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    };
    await edit('acme/web', 'Name', 'acme/shop');
    await screen.findByRole('heading', { name: 'Settings of acme/shop' });
    await edit('acme/shop', 'Aliases', ' acme/a {Enter}{Enter}acme/b');
    expect(changes).toEqual([{ name: 'acme/shop' }, { aliases: ['acme/a', 'acme/b'] }]);
  });

  it('store less source only after a question with figures, and say what is deleted until when', async () => {
    const changes = await open();
    await userEvent.click(screen.getByLabelText(/^None: /));
    await userEvent.click(screen.getByRole('button', { name: 'Save choice' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Delete stored source of acme/web?' }));
    expect(await dialog.findByText(/^12 stored files \(3\.4 kB\) become unreadable at once/)).toBeDefined();
    expect(changes).toEqual([]);
    await userEvent.click(dialog.getByRole('button', { name: 'Delete source' }));
    expect(await screen.findByText(/^Saved\. 12 stored files can no longer be read/)).toBeDefined();
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(changes).toEqual([{ source_excerpts: 'none' }]);
  });

  it('store more source without a question', async () => {
    const changes = await open(rightsWithout(), { ...REPO, source_excerpts: 'none' });
    await userEvent.click(screen.getByLabelText(/^The lines around findings/));
    await userEvent.click(screen.getByRole('button', { name: 'Save choice' }));
    await waitFor(() => expect(changes).toEqual([{ source_excerpts: 'findings' }]));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('are locked for those who may not change them', async () => {
    await open(rightsWithout('edit_repo'));
    for (const name of ['Save choice', 'Delete repository'])
      expect(screen.getByRole('button', { name }).getAttribute('aria-disabled')).toBe('true');
  });
});

import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openPage, rightsWithout, serve } from '../../../../test/app';
import { sampleWith } from '../../../../test/sample';

serve();

const REPORT = { status: true, check: true, annotations: true, comment: 'on_failure' } as const;
const CONNECTION = sampleWith('ForgeConnection', {
  ...{ id: 3, kind: 'github', name: 'GitHub of Acme', context: 'quality-gate', report: REPORT },
});
const PLACE: object = sampleWith('RepoForge', {
  ...{ forge_id: 3, project: 'acme/web', project_id: '724712', context: 'quality-gate', report: REPORT },
  ...{ guessed: false, problem: null },
});
const NONE = { forge_id: null, project: null, project_id: null, context: null, report: null, guessed: false };

function show({ place = PLACE, forges = [CONNECTION] as readonly object[], can = rightsWithout() } = {}) {
  const repo = sampleWith('Repo', { id: 8, name: 'acme/web', default_branch: 'main' });
  answer('get', '/repos/8/overview', { body: sampleWith('RepositoryPage', { repo }) });
  answer('get', '/repos/8/forge', { body: place });
  const reads = answer('get', '/forges', { body: { forges, next_cursor: null } });
  openPage('/repos/8/forge', can);
  return reads;
}

async function save(answered: { readonly status?: number; readonly body: unknown }) {
  const sent: unknown[] = [];
  answer('put', '/repos/8/forge', (body) => {
    sent.push(body);
    return answered;
  });
  await screen.findByText('GitHub of Acme, GitHub');
  await userEvent.click(screen.getByRole('button', { name: 'Set place' }));
  const form = within(await screen.findByRole('dialog', { name: 'Place of acme/web' }));
  await userEvent.clear(form.getByLabelText('Repository there'));
  await userEvent.type(form.getByLabelText('Repository there'), 'acme/site');
  await userEvent.click(form.getByRole('button', { name: 'Save place' }));
  return { form, sent };
}

describe('the place of a repository at a forge', () => {
  it('is shown with the name to require', async () => {
    show();
    expect(await screen.findByText('GitHub of Acme, GitHub')).toBeTruthy();
    expect(screen.getByText('724712')).toBeTruthy();
    expect(screen.getByText('quality-gate')).toBeTruthy();
    expect(screen.queryByText(/was guessed/)).toBeNull();
  });

  it('says that it was guessed, and that the forge was not asked', async () => {
    show({ place: { ...PLACE, guessed: true, project_id: null } });
    expect(await screen.findByText(/was guessed/)).toBeTruthy();
    expect(screen.getByText('not known: the forge has not been queried yet')).toBeTruthy();
  });

  it('is set, and says whether the forge has confirmed it', async () => {
    show();
    const { sent } = await save({ body: { ...PLACE, project: 'acme/site' } });
    expect(await screen.findByText('Saved; the forge has confirmed the repository.')).toBeTruthy();
    expect(await screen.findByText('acme/site')).toBeTruthy();
    expect(sent).toEqual([{ forge_id: 3, project: 'acme/site', context: null, report: {} }]);
  });

  it('is set without a confirmation, with the reason', async () => {
    show();
    await save({ body: { ...PLACE, problem: 'timeout' } });
    expect(await screen.findByText('Saved, but not confirmed: the forge did not answer in time.')).toBeTruthy();
  });

  it('is refused where the forge has no such repository, and keeps what is typed', async () => {
    show();
    const body = { code: 'forge_project_not_found', detail: 'The forge has no such repository.' };
    const { form } = await save({ status: 400, body });
    expect((await form.findByRole('alert')).textContent).toBe('The forge has no such repository.');
    expect(form.getByLabelText<HTMLInputElement>('Repository there').value).toBe('acme/site');
  });

  it('keeps a name and parts of its own', async () => {
    show({ place: { ...PLACE, context: 'gate/web', report: { ...REPORT, comment: 'never' } } });
    const { sent } = await save({ body: PLACE });
    expect(sent).toEqual([{ forge_id: 3, project: 'acme/site', context: 'gate/web', report: { comment: 'never' } }]);
  });

  it('is removed after a confirmation', async () => {
    show();
    const removals = answer('delete', '/repos/8/forge', { status: 204 });
    await userEvent.click(await screen.findByRole('button', { name: 'Remove place' }));
    answer('get', '/repos/8/forge', { body: { ...NONE, problem: null } });
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Remove' }));
    expect(await screen.findByText('Shown at no forge')).toBeTruthy();
    expect(removals).toHaveLength(1);
  });

  it('leads to the connections where there is none', async () => {
    show({ place: { ...NONE, problem: null }, forges: [] });
    const link = await screen.findByRole('link', { name: 'connect one' });
    expect(link.getAttribute('href')).toBe('/settings/forges');
    expect(screen.getByRole('button', { name: 'Set place' }).getAttribute('aria-disabled')).toBe('true');
  });

  it('is read by members, who see who may change it, without a read of the connections', async () => {
    const reads = show({ can: rightsWithout('manage_members') });
    const button = await screen.findByRole('button', {
      name: 'Set place',
      description: /^Only administrators and owners/,
    });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(reads).toEqual([]);
  });
});

import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openPage, refuse, rightsWithout, serve } from '../../../../test/app';
import { sampleWith } from '../../../../test/sample';

serve();

const addresses = (token: string) => {
  const url = `https://gate.example.org/api/badges/${token}/gate.svg`;
  return { url, markdown: `[![Quality gate](${url})](https://gate.example.org/repos/8)` };
};

function show(can = rightsWithout()): void {
  const repo = sampleWith('Repo', { id: 8, name: 'acme/web', default_branch: 'main' });
  answer('get', '/repos/8/overview', { body: sampleWith('RepositoryPage', { repo, can }) });
  answer('get', '/repos/8/badge', { body: addresses('old') });
  openPage('/repos/8/badges');
}

const valueOf = async (field: string) => (await screen.findByRole<HTMLInputElement>('textbox', { name: field })).value;
const sourceOfImage = () => screen.getByRole('img', { name: /^Badge: / }).getAttribute('src');

describe('the page of badges', () => {
  it('shows the badge of the quality gate, with its address and Markdown', async () => {
    show();
    expect(await valueOf('Address')).toBe(addresses('old').url);
    expect(await valueOf('Markdown')).toBe(addresses('old').markdown);
    expect(sourceOfImage()).toBe('/api/badges/old/gate.svg');
  });

  it('shows another badge of another branch', async () => {
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Coverage' }));
    await userEvent.type(screen.getByRole('textbox', { name: 'Branch' }), 'next');
    expect(await valueOf('Address')).toBe('https://gate.example.org/api/badges/old/coverage.svg?branch=next');
    expect(sourceOfImage()).toBe('/api/badges/old/coverage.svg?branch=next');
  });

  it('renews the addresses after a confirmation', async () => {
    show();
    const renewals = answer('post', '/repos/8/badge/renew', { body: addresses('new') });
    await userEvent.click(await screen.findByRole('button', { name: 'Renew addresses' }));
    expect(renewals).toEqual([]);
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Renew' }));
    expect(await valueOf('Address')).toBe(addresses('new').url);
    expect(renewals).toHaveLength(1);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('says why a renewal was refused, and keeps the addresses', async () => {
    show();
    refuse('post', '/repos/8/badge/renew', 503, 'unavailable', 'Not now.');
    await userEvent.click(await screen.findByRole('button', { name: 'Renew addresses' }));
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Renew' }));
    expect((await screen.findByRole('alert')).textContent).toContain('Not now.');
    expect(await valueOf('Address')).toBe(addresses('old').url);
  });

  it('is locked without the right, with who has it', async () => {
    show(rightsWithout('edit_repo'));
    const button = await screen.findByRole('button', {
      name: 'Renew addresses',
      description: 'Only administrators and owners of the organization can renew its badges.',
    });
    expect(button.getAttribute('aria-disabled')).toBe('true');
  });

  it('says that a repository is not here, as of a foreign one', async () => {
    refuse('get', '/repos/8/overview', 404, 'not_found');
    refuse('get', '/repos/8/badge', 404, 'not_found');
    openPage('/repos/8/badges');
    expect(await screen.findByRole('heading', { name: 'Not here' })).toBeTruthy();
  });
});

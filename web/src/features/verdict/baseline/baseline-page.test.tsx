import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, loseConnection, openPage, refuse, rightsWithout, serve } from '../../../../test/app';
import { type Baseline } from './baseline.queries';

serve();

const BASELINE: Baseline = {
  repo: { id: 8, name: 'acme/web' },
  branch: 'main',
  tools: [
    { tool: 'eslint', problems: 840, scan_id: 31, updated_at: '2026-04-19T12:00:00Z' },
    { tool: 'semgrep', problems: 7, scan_id: 30, updated_at: '2026-04-18T12:00:00Z' },
  ],
  generation: 1,
  can_undo_until: null,
  cleared: null,
  can: rightsWithout(),
};

function know(baseline: Partial<Baseline> = {}): void {
  answer('get', '/repos/8/baseline', { body: { ...BASELINE, ...baseline } });
}

function show(...known: Parameters<typeof know>): void {
  know(...known);
  openPage('/repos/8/baseline');
}

describe('the page of a baseline', () => {
  it('lists each tool with its known problems and the scan that has them', async () => {
    show();
    const table = await screen.findByRole('table', { name: 'Baseline' });
    expect(within(table).getByRole('row', { name: /^eslint 840 Scan 31/ })).toBeTruthy();
    expect(screen.getByText(/^847 problems of main are known from 2 tools;/)).toBeTruthy();
  });

  it('says that the next scan makes one where there is none', async () => {
    show({ tools: [] });
    expect(await screen.findByText('No problem is known')).toBeTruthy();
  });

  it('states the consequence of a rebuild before it is done', async () => {
    show();
    let rebuilds = 0;
    answer('post', '/quality/gates/rebuild-baseline/8', () => {
      rebuilds += 1;
      return { body: {} };
    });
    await userEvent.click(await screen.findByRole('button', { name: 'Rebuild baseline' }));
    const dialog = screen.getByRole('dialog');
    expect(within(dialog).getByText(/847 problems become new until the next scan of main\./)).toBeTruthy();
    expect(rebuilds).toBe(0);
    await userEvent.click(within(dialog).getByRole('button', { name: 'Rebuild' }));
    expect(rebuilds).toBe(1);
  });

  it('offers to undo a rebuild, with who did it', async () => {
    show({ cleared: { problems: 847, at: '2026-04-19T12:00:00Z', by: { id: 15, name: 'Grace' } }, tools: [] });
    expect((await screen.findByText(/^Grace cleared 847 problems/)).textContent).toContain(
      'until the next scan of main',
    );
    expect(screen.getByRole('button', { name: 'Undo' }).hasAttribute('aria-disabled')).toBe(false);
  });

  it('is locked without the right, with who has it', async () => {
    show({ can: rightsWithout('rebuild_baseline') });
    const button = await screen.findByRole('button', {
      name: 'Rebuild baseline',
      description: 'Only administrators and owners of the organization can rebuild baselines.',
    });
    await userEvent.click(button);
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('says that a repository is not here, as of a foreign one', async () => {
    refuse('get', '/repos/8/baseline', 404, 'not_found');
    openPage('/repos/8/baseline');
    expect(await screen.findByRole('heading', { name: 'Not here' })).toBeTruthy();
  });

  it('says that the service does not answer, and tries again', async () => {
    loseConnection('get', '/repos/8/baseline');
    openPage('/repos/8/baseline');
    expect(await screen.findByRole('heading', { name: 'The service does not answer' })).toBeTruthy();
    know();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('table', { name: 'Baseline' })).toBeTruthy();
  });
});

import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openAs, rightsWithout, serve } from '../../../../test/app';
import { sampleOf, sampleWith } from '../../../../test/sample';

serve();

const KEY = sampleWith('ApiKey', {
  revoked: false,
  expired: false,
  minted_by: null,
  previous_expires_at: null,
  scopes: ['read:scans'],
});
const MINT = { ...KEY, id: 7, name: 'provisioning', kind: null, scopes: ['mint'] };
const MINTED = { ...KEY, id: 8, name: 'ci of acme/web', kind: 'agent', minted_by: 7 };

async function open(longest: number | null) {
  answer('get', '/auth/me', {
    body: { ...sampleOf('Me'), can: rightsWithout(), limits: { waiver_max_days: null, max_key_days: longest } },
  });
  answer('get', '/api-keys', { body: { api_keys: [MINT, MINTED], next_cursor: null } });
  openAs('/settings/keys');
  await screen.findByText('provisioning');
}

const dialog = () => within(screen.getByRole('dialog'));
const offered = () =>
  within(dialog().getByRole('combobox', { name: 'Ends' }))
    .getAllByRole('option')
    .map(({ textContent }) => textContent);

describe('the keys of an organization', () => {
  it('are offered ends within the longest life that it allows', async () => {
    await open(90);
    const bodies: unknown[] = [];
    answer('post', '/api-keys', (body) => {
      bodies.push(body);
      return { status: 201, body: sampleWith('CreatedApiKey', { key: 'qg_secret' }) };
    });
    await userEvent.click(screen.getByRole('button', { name: 'Create key' }));
    expect(offered()).toEqual(['in 30 days', 'in 90 days, the longest']);
    await userEvent.type(dialog().getByRole('textbox', { name: 'Name' }), 'bot');
    await userEvent.click(dialog().getByRole('checkbox', { name: /mint$/ }));
    expect(dialog().getByText(/can take over the account of a member/)).toBeDefined();
    await userEvent.click(dialog().getByRole('button', { name: 'Create' }));
    await screen.findByRole('textbox', { name: 'Key' });
    expect(bodies).toMatchObject([
      { scopes: ['read:scans', 'read:repos', 'write:scans', 'mint'], expires_in_days: 90 },
    ]);
  });

  it('are created for an agent without the rights that agents never have', async () => {
    await open(null);
    const bodies: unknown[] = [];
    answer('post', '/api-keys', (body) => {
      bodies.push(body);
      return { status: 201, body: sampleWith('CreatedApiKey', { key: 'qg_secret' }) };
    });
    await userEvent.click(screen.getByRole('button', { name: 'Create key' }));
    await userEvent.click(dialog().getByRole('checkbox', { name: /mint$/ }));
    await userEvent.selectOptions(dialog().getByRole('combobox', { name: 'For' }), 'a coding agent');
    expect(dialog().getAllByRole('checkbox')).toHaveLength(3);
    await userEvent.type(dialog().getByRole('textbox', { name: 'Name' }), 'bot');
    await userEvent.click(dialog().getByRole('button', { name: 'Create' }));
    await screen.findByRole('textbox', { name: 'Key' });
    const scopes = ['read:scans', 'read:repos', 'write:scans'];
    expect(bodies).toMatchObject([{ kind: 'agent', scopes, may_write_baseline: false }]);
  });

  it('are rotated: another secret is shown once, and the old one ends after the chosen time', async () => {
    await open(null);
    const bodies: unknown[] = [];
    answer('post', '/api-keys/7/rotate', (body) => {
      bodies.push(body);
      return { body: sampleWith('RotatedApiKey', { key: 'qg_rotated' }) };
    });
    await userEvent.click(screen.getByRole('button', { name: 'Rotate provisioning' }));
    const overlap = dialog().getByRole('combobox', { name: 'The old secret' });
    expect(overlap).toHaveProperty('value', '24');
    await userEvent.selectOptions(overlap, 'ends at once');
    await userEvent.click(dialog().getByRole('button', { name: 'Rotate key' }));
    expect(await screen.findByRole('textbox', { name: 'Key' })).toHaveProperty('value', 'qg_rotated');
    expect(bodies).toEqual([{ overlap_hours: 0 }]);
    const secret = within(screen.getByRole('dialog', { name: 'New secret of provisioning' }));
    expect(secret.queryByRole('button', { name: 'Cancel' })).toBeNull();
    await userEvent.click(secret.getByRole('button', { name: 'Done' }));
    expect(screen.queryByDisplayValue('qg_rotated')).toBeNull();
  });

  it('may work for ever where it sets no longest life', async () => {
    await open(null);
    await userEvent.click(screen.getByRole('button', { name: 'Create key' }));
    expect(offered()).toEqual(['in 30 days', 'in 90 days', 'in a year', 'never']);
    expect(dialog().getByRole('combobox', { name: 'Ends' })).toHaveProperty('value', '365');
  });

  it('name the key that created them, and end with it', async () => {
    await open(null);
    expect(screen.getByRole('row', { name: /ci of acme\/web .* agent created by provisioning/ })).toBeDefined();
    const row = within(screen.getByRole('row', { name: /^provisioning/ }));
    await userEvent.click(row.getByRole('button', { name: 'Revoke provisioning' }));
    expect(dialog().getByText(/keys that it created/)).toBeDefined();
    answer('post', '/api-keys/7/revoke', { body: {} });
    answer('get', '/api-keys', { body: { api_keys: [MINTED], next_cursor: null } });
    await userEvent.click(dialog().getByRole('button', { name: 'Revoke key' }));
    expect(await screen.findByText('The key provisioning is revoked.')).toHaveProperty('role', 'status');
  });
});

import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openAs, rightsWithout, serve } from '../../../../test/app';
import { sampleOf, sampleWith } from '../../../../test/sample';

serve();

const SETTINGS = { group_roles: {}, auto_join: { groups: [], domains: ['old.example'] }, sso_required: false };

function show(role = 'ORG_OWNER', host: string | null = 'login.example.org', sso_required = false) {
  answer('get', '/auth/me', { body: { ...sampleOf('Me'), can: rightsWithout(), role } });
  answer('get', '/auth/oidc', { body: { host } });
  answer('get', '/org', {
    body: sampleWith('Organization', { sso_groups: ['gate-admins'], verified_domains: ['example.org'] }),
  });
  answer('get', '/org/sso', { body: { ...SETTINGS, sso_required } });
  openAs('/settings/sign-in');
}

describe('the settings of sign-ins', () => {
  it('map the groups and domains that were granted', async () => {
    const sent: unknown[] = [];
    answer('put', '/org/sso', (body) => {
      sent.push(body);
      return { body };
    });
    show();
    await userEvent.selectOptions(await screen.findByLabelText('Role of the group gate-admins'), 'Admin');
    await userEvent.click(screen.getByLabelText('gate-admins'));
    await userEvent.click(screen.getByLabelText('example.org'));
    await userEvent.click(screen.getByLabelText('old.example (not verified yet)'));
    await userEvent.click(screen.getByLabelText(/^People sign in only at/));
    await userEvent.click(screen.getByRole('button', { name: 'Save settings' }));
    expect((await screen.findByText('Saved.')).getAttribute('role')).toBe('status');
    expect(sent).toEqual([
      {
        group_roles: { 'gate-admins': 'ORG_ADMIN' },
        auto_join: { groups: ['gate-admins'], domains: ['example.org'] },
        sso_required: true,
      },
    ]);
  });

  it('lead to another sign-in where passwords are to open the organization again', async () => {
    answer('get', '/auth/second-factor', { body: { ...sampleOf('SecondFactorState'), fresh: false } });
    show('ORG_OWNER', 'login.example.org', true);
    await userEvent.click(await screen.findByLabelText(/^People sign in only at/));
    const again = await screen.findByRole('link', { name: 'Sign in again' });
    expect(again.getAttribute('href')).toContain('/api/auth/oidc/start?next=%2Fsettings%2Fsign-in');
    expect(again.getAttribute('href')).toContain('again=true');
  });

  it('are locked without an identity provider', async () => {
    show('ORG_OWNER', null);
    const save = await screen.findByRole('button', { name: 'Save settings' });
    expect(save.getAttribute('aria-disabled')).toBe('true');
  });

  it('say what the service refuses', async () => {
    answer('put', '/org/sso', {
      status: 409,
      body: { code: 'already_exists', detail: 'Another organization maps it.' },
    });
    show();
    await userEvent.click(await screen.findByRole('button', { name: 'Save settings' }));
    expect((await screen.findByRole('alert')).textContent).toBe('Another organization maps it.');
  });

  it('are open to owners', async () => {
    show('ORG_ADMIN');
    expect(await screen.findByRole('heading', { level: 1, name: 'Sign-in' })).toBeTruthy();
    expect(screen.getByText(/^Only owners of the organization/)).toBeTruthy();
  });
});

import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openPage, serve } from '../../../../test/app';
import { sampleWith } from '../../../../test/sample';

serve();

const INVITATION = sampleWith('Invitation', { id: 3, email: 'jane@example.org', role: 'MEMBER', mail_state: 'sent' });

async function openForm() {
  answer('get', '/members', { body: { members: [], next_cursor: null } });
  answer('get', '/members/invitations', { body: { invitations: [INVITATION], next_cursor: null } });
  answer('get', '/auth/password/forgot', { body: { available: true } });
  openPage('/settings/members');
  await userEvent.click(await screen.findByRole('button', { name: 'Invite' }));
  return within(await screen.findByRole('dialog', { name: 'Invite somebody' }));
}

async function invite(email: string) {
  const form = await openForm();
  await userEvent.type(form.getByLabelText('Email'), email);
  await userEvent.click(form.getByRole('button', { name: 'Create link' }));
  return form;
}

describe('the form of an invitation', () => {
  it('says that another one of the address ends, and shows the new link', async () => {
    const form = await openForm();
    await userEvent.type(form.getByLabelText('Email'), 'john@example.org');
    expect(form.queryByText(/^The address has an invitation/)).toBeNull();
    await userEvent.clear(form.getByLabelText('Email'));
    await userEvent.type(form.getByLabelText('Email'), 'Jane@example.org');
    expect(form.getByText('The address already has an invitation: the new one replaces its link.')).toBeTruthy();
    const link = 'https://gate.example.org/invitation#token=qgi_new';
    answer('post', '/members/invitations', { status: 200, body: { id: 4, link, expires_at: INVITATION.expires_at } });
    await userEvent.click(form.getByRole('button', { name: 'Create link' }));
    expect((await screen.findByRole<HTMLInputElement>('textbox', { name: 'Link' })).value).toBe(link);
    const dialog = within(screen.getByRole('dialog', { name: 'Invitation of Jane@example.org' }));
    expect(dialog.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['Copy', 'Done']);
  });

  it('is withdrawn after a question, which is answered with a word', async () => {
    await openForm();
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    const withdrawals = answer('delete', '/members/invitations/3', { status: 204 });
    await userEvent.click(screen.getByRole('button', { name: 'Withdraw the invitation of jane@example.org' }));
    expect(withdrawals).toEqual([]);
    answer('get', '/members/invitations', { body: { invitations: [], next_cursor: null } });
    await userEvent.click(screen.getByRole('button', { name: 'Withdraw invitation' }));
    expect(await screen.findByText('The invitation of jane@example.org is withdrawn.')).toBeTruthy();
  });

  it('says why no more may be made, and when', async () => {
    const detail = 'The organization may make 100 invitations within 24 hours. Try again later.';
    answer('post', '/members/invitations', { status: 429, body: { code: 'invitation_limit', detail } });
    const form = await invite('john@example.org');
    expect((await form.findByRole('alert')).textContent).toBe(detail);
  });

  it('shows at its field that no mail goes to an address', async () => {
    const errors = [{ field: 'email', message: 'must be an email address, such as jane@example.org' }];
    answer('post', '/members/invitations', { status: 400, body: { code: 'validation_failed', detail: 'x', errors } });
    const form = await invite('a+b@example.org');
    expect(await form.findByText('must be an email address, such as jane@example.org')).toBeTruthy();
  });
});

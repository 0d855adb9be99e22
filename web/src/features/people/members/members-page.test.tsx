import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openPage, refuse, serve } from '../../../../test/app';
import { sampleOf } from '../../../../test/sample';

serve();

const ADA = { ...sampleOf('Member'), user_id: 2, name: 'Ada', email: 'ada@example.test', role: 'MEMBER' };

async function open() {
  answer('get', '/members', { body: { members: [ADA], next_cursor: null } });
  answer('get', '/members/invitations', { body: { invitations: [], next_cursor: null } });
  answer('get', '/auth/second-factor', { body: { ...sampleOf('SecondFactorState'), fresh: true } });
  openPage('/settings/members');
  return screen.findByRole<HTMLSelectElement>('combobox', { name: 'Role of Ada' });
}

describe('the role of a member', () => {
  it('is chosen, then confirmed with what it may do', async () => {
    const role = await open();
    const bodies: unknown[] = [];
    answer('patch', '/members/2', (body) => {
      bodies.push(body);
      answer('get', '/members', { body: { members: [{ ...ADA, role: 'ORG_OWNER' }], next_cursor: null } });
      return { body: ADA };
    });
    await userEvent.selectOptions(role, 'Admin');
    const dialog = within(screen.getByRole('dialog', { name: 'Change the role of Ada?' }));
    expect(
      dialog.getByText('ada@example.test is Member now. The change takes effect with the next request.'),
    ).toBeTruthy();
    expect(
      dialog.getByRole('combobox', { name: 'Role', description: /^Like a member, and also changes policies/ }),
    ).toBeTruthy();
    await userEvent.selectOptions(dialog.getByRole('combobox', { name: 'Role' }), 'Owner');
    expect(dialog.getByText(/^Like an admin, and also changes other owners/)).toBeTruthy();
    expect([bodies, role.value]).toEqual([[], 'MEMBER']);
    await userEvent.click(dialog.getByRole('button', { name: 'Change role' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(bodies).toEqual([{ role: 'ORG_OWNER' }]);
    await waitFor(() => expect(role.value).toBe('ORG_OWNER'));
    expect(role.isConnected).toBe(true);
  });

  it('leads to another sign-in before somebody becomes an owner, where the last one is too old', async () => {
    const role = await open();
    answer('get', '/auth/second-factor', { body: { ...sampleOf('SecondFactorState'), fresh: false } });
    await userEvent.selectOptions(role, 'Owner');
    expect(await screen.findByText('Making an owner needs a sign-in within the last 15 minutes.')).toBeTruthy();
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Role' }), 'Admin');
    expect(screen.queryByText(/needs a sign-in/)).toBeNull();
  });

  it('stays where the change is cancelled or refused, and the reason is said in the dialog', async () => {
    const role = await open();
    refuse('patch', '/members/2', 403, 'forbidden', 'Only an owner may do that.');
    await userEvent.selectOptions(role, 'Viewer');
    const dialog = within(screen.getByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Change role' }));
    expect(await dialog.findByText('Only an owner may do that.')).toBeTruthy();
    await userEvent.click(dialog.getByRole('button', { name: 'Cancel' }));
    expect([screen.queryByRole('dialog'), role.value]).toEqual([null, 'MEMBER']);
  });

  it('has no dialog at each step of the keys: they open the choices', async () => {
    const role = await open();
    let opened = 0;
    role.showPicker = () => {
      opened += 1;
    };
    role.focus();
    for (const key of ['{ArrowDown}', '{End}', 'o']) await userEvent.keyboard(key);
    expect([opened, screen.queryByRole('dialog')]).toEqual([3, null]);
    await userEvent.keyboard('{Enter}{Alt>}{ArrowDown}{/Alt}');
    expect(opened).toBe(3);
  });

  it('ends with a word about it once the member is removed', async () => {
    await open();
    answer('delete', '/members/2', { status: 204 });
    answer('get', '/members', { body: { members: [], next_cursor: null } });
    await userEvent.click(screen.getByRole('button', { name: 'Remove Ada' }));
    await userEvent.click(screen.getByRole('button', { name: 'Remove member' }));
    expect(await screen.findByText('Ada is removed.')).toHaveProperty('role', 'status');
  });

  it('has its dialog outside of the table, whose style it does not inherit', async () => {
    await open();
    await userEvent.click(screen.getByRole('button', { name: 'Access of Ada' }));
    expect(screen.getByRole('dialog').closest('table')).toBeNull();
  });
});

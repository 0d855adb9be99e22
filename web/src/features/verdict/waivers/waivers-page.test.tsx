import { cleanup, fireEvent, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { answer, openAs, openPage, refuse, rightsWithout, serve } from '../../../../test/app';
import { sampleOf } from '../../../../test/sample';
import { type Waiver, type WaiverRequest } from './waivers.queries';

serve();

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

const WAIVER: Waiver = {
  ...sampleOf('Waivers').waivers[0]!,
  ...{ reason: 'Refactored in May', repo_id: 8, repo_name: 'acme/web', pr_number: null },
  ...{ created_at: inDays(-1), expires_at: inDays(60) },
};
const REQUEST: WaiverRequest = {
  ...sampleOf('WaiverRequests').requests[0]!,
  ...{ state: 'requested', reason: 'In review', repo_id: 8, repo_name: 'acme/web', pr_number: 142 },
};

function show(
  { waivers = [WAIVER], requests = [] }: { waivers?: readonly Waiver[]; requests?: readonly WaiverRequest[] } = {},
  { can = rightsWithout(), address = '/waivers' } = {},
): void {
  answer('get', '/quality/gates/waivers', { body: { org_id: 42, waivers, requests, next_cursor: null } });
  openPage(address, can);
}
const tab = async (name: string) => userEvent.click(await screen.findByRole('tab', { name }));

describe('the page of waivers', () => {
  it('lists those in force by one request, with scope, bound and use', async () => {
    show();
    const table = await screen.findByRole('table', { name: 'In force' });
    expect(within(table).getByText('acme/web')).toBeTruthy();
    expect(within(table).getByText('Refactored in May')).toBeTruthy();
  });

  it('lists those that end within a week, where the inbox leads to them', async () => {
    const ending = (id: number, days: number) => ({
      ...WAIVER,
      id,
      reason: `after ${days}`,
      expires_at: inDays(days),
    });
    show({ waivers: [ending(1, 3), ending(2, 9)] }, { address: '/waivers?state=ending_soon&days=7' });
    expect(await screen.findByText('after 3')).toBeTruthy();
    expect(screen.queryByText('after 9')).toBeNull();
    await userEvent.click(screen.getByRole('link', { name: 'All that end soon' }));
    expect(await screen.findByText('after 9')).toBeTruthy();
  });

  it('tells apart what ends soon, what was never used and what is requested', async () => {
    const soon = { ...WAIVER, id: 1, reason: 'ends soon', expires_at: inDays(3) };
    const usage = { evaluations: 0, last_scan_id: null, last_used_at: null };
    const unused = { ...WAIVER, id: 2, reason: 'was never used', created_at: inDays(-20), usage };
    show({ waivers: [soon, unused], requests: [REQUEST] });
    expect(
      await screen.findByText(
        /^2 are in force, 1 ends within 14 days, 1 has been unused for 14 days\. 1 is requested\.$/,
      ),
    ).toBeTruthy();
    await tab('Ending soon');
    expect(within(await screen.findByRole('table', { name: 'Ending soon' })).getAllByRole('row')).toHaveLength(2);
    expect(screen.getByText('ends soon')).toBeTruthy();
    await tab('Unused for 14 days');
    expect(
      within(await screen.findByRole('table', { name: 'Unused for 14 days' })).getByText('was never used'),
    ).toBeTruthy();
    await tab('Requested');
    expect(within(await screen.findByRole('table', { name: 'Requested' })).getByText('acme/web #142')).toBeTruthy();
  });

  it('says what an empty list means', async () => {
    show({ waivers: [] });
    expect(await screen.findByText('No waiver is in force: every violation counts')).toBeTruthy();
    await tab('Requested');
    expect(await screen.findByText('No request is open')).toBeTruthy();
  });

  it('is read by a viewer, who sees who may change what', async () => {
    show({}, { can: rightsWithout('waive', 'request_waiver', 'approve_waiver') });
    const locked = ['New waiver', 'Request waiver', /^Extend the waiver/, /^Revoke the waiver/];
    for (const name of locked) {
      const button = await screen.findByRole('button', { name, description: /of the organization/ });
      expect(button.getAttribute('aria-disabled')).toBe('true');
    }
  });

  it('sends what the form has, and shows at its field what the service refuses', async () => {
    answer('get', '/repos', { body: { repos: [{ id: 8, name: 'acme/web' }], next_cursor: null } });
    show({}, { address: '/waivers?form=new&rule=new_high_max&repo=8' });
    const form = await screen.findByRole('dialog', { name: 'New waiver' });
    expect(within(form).getByLabelText<HTMLSelectElement>('Rule').value).toBe('new_high_max');
    expect(document.activeElement).toBe(within(form).getByLabelText('Reason'));
    expect(within(form).getByLabelText<HTMLSelectElement>('Scope').selectedOptions[0]!.textContent).toBe('acme/web');
    const errors = [{ field: 'reason', message: 'is too short' }];
    const sent: unknown[] = [];
    answer('post', '/quality/gates/waivers', (body) => {
      sent.push(body);
      return { status: 400, body: { code: 'validation_failed', detail: 'Not valid.', errors } };
    });
    await userEvent.type(within(form).getByLabelText('Reason'), 'ok');
    await userEvent.click(within(form).getByRole('button', { name: 'Create waiver' }));
    expect(await within(form).findByText('is too short')).toBeTruthy();
    expect(sent).toMatchObject([{ rule: 'new_high_max', reason: 'ok', repo_id: 8, pr_number: null }]);
    expect(within(form).getByLabelText<HTMLTextAreaElement>('Reason').value).toBe('ok');
  });

  it('starts from the repository that one came from, else from no scope, the widest one last', async () => {
    answer('get', '/repos', { body: { repos: [{ id: 8, name: 'acme/web' }], next_cursor: null } });
    show({}, { address: '/waivers?repo=8' });
    const scope = async () => {
      await userEvent.click(await screen.findByRole('button', { name: 'New waiver' }));
      return within(await screen.findByRole('dialog')).getByLabelText<HTMLSelectElement>('Scope');
    };
    expect((await scope()).value).toBe('8');
    cleanup();
    const created = answer('post', '/quality/gates/waivers', { status: 201, body: {} });
    show({});
    const select = await scope();
    expect([select.value, select.required]).toEqual(['', true]);
    expect([...select.options].map(({ text }) => text)).toEqual([
      'Choose where it applies',
      'acme/web',
      'The whole organization',
    ]);
    await userEvent.type(screen.getByLabelText('Reason'), 'ok');
    await userEvent.click(screen.getByRole('button', { name: 'Create waiver' }));
    expect(created).toEqual([]);
  });

  it('lists requests to accept a problem beside those for waivers, with a link to the problem', async () => {
    const problem = {
      ...{ scan_id: 31, tool: 'semgrep', rule_id: 'sql-injection', severity: 'critical' as const },
      ...{ message: 'Input reaches a query', file_path: 'src/db.ts', line: 42 },
    };
    const wanted = { rule: null, issue_id: 501, problem, pr_number: null, max_actual: null };
    show({ requests: [{ ...REQUEST, ...wanted }] }, { address: '/waivers?state=requested' });
    const row = within(await screen.findByRole('row', { name: /^Accept a problem/ }));
    expect(row.getByRole('link', { name: 'Input reaches a query' }).getAttribute('href')).toBe(
      '/scans/31/findings?selected=501',
    );
    expect(row.getByText('src/db.ts:42')).toBeTruthy();
    await userEvent.click(row.getByRole('button', { name: /^Decline the request/ }));
    expect(
      screen.getByRole('dialog', { name: 'Decline the request for accepting “sql-injection” in src/db.ts:42' }),
    ).toBeTruthy();
  });

  it('marks the request that one came for, and gives it the focus', async () => {
    show(
      {
        requests: [
          { ...REQUEST, id: 4 },
          { ...REQUEST, id: 3 },
        ],
      },
      { address: '/waivers?state=requested&request=3' },
    );
    const rows = within(await screen.findByRole('table', { name: 'Requested' })).getAllByRole('row');
    expect(rows.map((row) => row.getAttribute('aria-current'))).toEqual([null, null, 'true']);
    expect(document.activeElement).toBe(rows[2]);
  });

  it('marks the waiver to which a verdict led', async () => {
    show({ waivers: [{ ...WAIVER, id: 7 }] }, { address: '/waivers?waiver=7' });
    const row = within(await screen.findByRole('table', { name: 'In force' })).getAllByRole('row')[1];
    expect(document.activeElement).toBe(row);
  });

  it('keeps what is typed where the session has ended: signs in above the form', async () => {
    answer('get', '/repos', { body: { repos: [{ id: 8, name: 'acme/web' }], next_cursor: null } });
    show({}, { address: '/waivers?form=new&repo=8' });
    const form = await screen.findByRole('dialog', { name: 'New waiver' });
    await userEvent.type(within(form).getByLabelText('Reason'), 'In review');
    refuse('post', '/quality/gates/waivers', 401, 'unauthenticated');
    await userEvent.click(within(form).getByRole('button', { name: 'Create waiver' }));
    const again = within(await screen.findByRole('dialog', { name: 'Your session has ended' }));
    refuse('post', '/auth/login', 401, 'invalid_credentials');
    await userEvent.type(again.getByLabelText('Password'), 'wrong');
    await userEvent.click(again.getByRole('button', { name: 'Sign in' }));
    expect((await again.findByRole('alert')).textContent).toBe('The email or the password is wrong.');
    const sent: unknown[] = [];
    answer('post', '/auth/login', (body) => {
      sent.push(body);
      return { body: {} };
    });
    await userEvent.click(again.getByRole('button', { name: 'Sign in' }));
    await vi.waitFor(() => expect(screen.queryByRole('dialog', { name: 'Your session has ended' })).toBeNull());
    expect(sent).toMatchObject([{ email: sampleOf('Me').user.email, password: 'wrong', tokens: false }]);
    expect(within(form).getByLabelText<HTMLTextAreaElement>('Reason').value).toBe('In review');
    answer('post', '/quality/gates/waivers', { body: sampleOf('WaiverWritten') });
    await userEvent.click(within(form).getByRole('button', { name: 'Create waiver' }));
    expect(await screen.findByText(/^Created\./)).toBeTruthy();
  });

  it('keeps typed text when the sign-in dialog is closed, asks again at the next refused request, and leaves only by its button', async () => {
    answer('get', '/repos', { body: { repos: [{ id: 8, name: 'acme/web' }], next_cursor: null } });
    show({}, { address: '/waivers?form=new&repo=8' });
    const form = await screen.findByRole('dialog', { name: 'New waiver' });
    await userEvent.type(within(form).getByLabelText('Reason'), 'In review');
    refuse('post', '/quality/gates/waivers', 401, 'unauthenticated');
    const create = within(form).getByRole('button', { name: 'Create waiver' });
    await userEvent.click(create);
    fireEvent(await screen.findByRole('dialog', { name: 'Your session has ended' }), new Event('cancel'));
    await vi.waitFor(() => expect(screen.queryByRole('dialog', { name: 'Your session has ended' })).toBeNull());
    expect(within(form).getByLabelText<HTMLTextAreaElement>('Reason').value).toBe('In review');
    await userEvent.click(create);
    const again = within(await screen.findByRole('dialog', { name: 'Your session has ended' }));
    await userEvent.click(again.getByRole('button', { name: 'Leave page' }));
    const email = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Email' });
    expect(email.value).toBe(sampleOf('Me').user.email);
    expect(document.activeElement).toBe(screen.getByLabelText('Password'));
  });

  it('asks before it approves, judges the verdicts that turn again, and says which', async () => {
    show({ requests: [{ ...REQUEST, created_by_user_id: 99 }] }, { address: '/waivers?state=requested' });
    await userEvent.click(await screen.findByRole('button', { name: /^Approve the request/ }));
    const dialog = within(await screen.findByRole('dialog', { name: /^Approve the request for / }));
    expect(dialog.getByText(/^acme\/web #142 may break /)).toBeTruthy();
    const turned = { scan_id: 31, repo: 'acme/web', branch: 'next', pr_number: 142, from: 'failed', to: 'passed' };
    const approvals: unknown[] = [];
    answer('post', '/quality/gates/waivers/requests/:id/approve', (body) => {
      approvals.push(body);
      return { body: { ...REQUEST, changes_verdicts: [turned] } };
    });
    await userEvent.click(dialog.getByRole('button', { name: 'Approve request' }));
    await screen.findByText('Approved. 1 verdict changes: acme/web #142 from failed to passed.');
    expect(approvals).toEqual([{ judge: true }]);
    await vi.waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('keeps the question where the service refuses the approval, with its reason', async () => {
    show({ requests: [{ ...REQUEST, created_by_user_id: 99 }] }, { address: '/waivers?state=requested' });
    await userEvent.click(await screen.findByRole('button', { name: /^Approve the request/ }));
    const dialog = within(await screen.findByRole('dialog', { name: /^Approve the request for / }));
    refuse('post', '/quality/gates/waivers/requests/:id/approve', 409, 'already_decided');
    await userEvent.click(dialog.getByRole('button', { name: 'Approve request' }));
    expect((await dialog.findByRole('alert')).textContent).toBe('In other words.');
  });

  it("does not offer to approve a request of one's own", async () => {
    const me = sampleOf('Me');
    show({ requests: [{ ...REQUEST, created_by_user_id: me.user.id }] }, { address: '/waivers?state=requested' });
    const approve = await screen.findByRole('button', { name: /^Approve the request/, description: /second person/ });
    expect(approve.getAttribute('aria-disabled')).toBe('true');
    expect(screen.getByRole('button', { name: /^Withdraw the request/ })).toBeTruthy();
  });

  it('says who may where the list is not open, and that the service fails', async () => {
    refuse('get', '/quality/gates/waivers', 403, 'forbidden', 'Keys need read:scans.');
    openPage('/waivers');
    expect(await screen.findByRole('heading', { name: 'Not accessible to you' })).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toBe('Keys need read:scans.');
  });

  it('leads to sign-in and back where the session has ended', async () => {
    refuse('get', '/auth/me', 401, 'unauthenticated');
    const router = openAs('/waivers?state=unused');
    await screen.findByRole('button', { name: 'Sign in' });
    expect(router.state.location.search).toEqual({ next: '/waivers?state=unused' });
  });
});

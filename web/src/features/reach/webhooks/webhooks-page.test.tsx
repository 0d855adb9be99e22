import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openPage, refuse, rightsWithout, serve } from '../../../../test/app';
import { sampleWith } from '../../../../test/sample';

serve();

const OK = { state: 'ok', failing_since: null, paused_until: null, disabled_reason: null } as const;
const WEBHOOK = sampleWith('Webhook', {
  ...{ id: 3, url: 'https://hooks.example.org/quality', description: null, format: 'standard', enabled: true },
  ...{ events: ['gate.changed'], repo_ids: null, header_names: [], health: OK, previous_secret_expires_at: null },
});
const EVENT_TYPES = {
  event_types: [
    { type: 'gate.changed', description: 'A verdict differs from the last one.', schema: {} },
    { type: 'waiver.created', description: 'A waiver was granted.', schema: {} },
    { type: 'webhook.ping', description: 'A ping was requested.', schema: {} },
  ],
};

function show(webhooks: readonly object[] = [WEBHOOK]) {
  const reads = answer('get', '/webhooks', { body: { webhooks, next_cursor: null } });
  answer('get', '/webhooks/event-types', { body: EVENT_TYPES });
  openPage('/settings/webhooks');
  return reads;
}

const openForm = async () => {
  await userEvent.click(await screen.findByRole('button', { name: 'New webhook' }));
  return within(await screen.findByRole('dialog', { name: 'New webhook' }));
};

describe('the page of webhooks', () => {
  it('lists them by one read, with health, events and repositories', async () => {
    const health = { ...OK, state: 'failing' as const, failing_since: '2026-04-19T12:00:00Z' };
    const chat = { ...WEBHOOK, id: 4, description: 'Chat', format: 'slack', events: ['*'], repo_ids: [8, 9], health };
    const reads = show([chat, WEBHOOK]);
    const table = within(await screen.findByRole('table', { name: 'Webhooks' }));
    const row = within(table.getByRole('row', { name: /^Chat/ }));
    expect(row.getByText(/^Failing/).textContent).toMatch(/^Failing since /);
    expect(row.getByText('2 repositories')).toBeTruthy();
    expect(row.getByRole('link').getAttribute('href')).toBe('/settings/webhooks/4');
    expect(within(table.getByRole('row', { name: /^hooks\.example\.org/ })).getByText('Works')).toBeTruthy();
    expect(reads).toEqual(['/webhooks?limit=200']);
  });

  it('says why one is disabled', async () => {
    show([{ ...WEBHOOK, enabled: false, health: { ...OK, state: 'disabled', disabled_reason: 'gone' } }]);
    expect(await screen.findByText('Disabled: its endpoint answered that it is gone (410)')).toBeTruthy();
  });

  it('says what an empty list means', async () => {
    show([]);
    expect(await screen.findByText('No webhook yet')).toBeTruthy();
  });

  it('creates one, and shows its secret once', async () => {
    show([]);
    const form = await openForm();
    const sent: unknown[] = [];
    answer('post', '/webhooks', (body) => {
      sent.push(body);
      return { status: 201, body: { ...WEBHOOK, secret: 'whsec_abc' } };
    });
    await userEvent.type(form.getByLabelText('Address'), WEBHOOK.url);
    await userEvent.type(form.getByLabelText('Headers'), 'Authorization: Bearer 1');
    await userEvent.click(await form.findByRole('checkbox', { name: /^waiver\.created/ }));
    expect(form.queryByRole('checkbox', { name: /^webhook\.ping/ })).toBeNull();
    await userEvent.click(form.getByRole('button', { name: 'Create webhook' }));
    const secret = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Secret' });
    expect(secret.value).toBe('whsec_abc');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(sent).toEqual([
      {
        ...{ url: WEBHOOK.url, description: null, format: 'standard', events: ['gate.changed', 'waiver.created'] },
        ...{ repo_ids: null, headers: { Authorization: 'Bearer 1' } },
      },
    ]);
  });

  it('binds one to chosen repositories', async () => {
    show([]);
    answer('get', '/repos', { body: { repos: [{ id: 8, name: 'acme/web' }], next_cursor: null } });
    const form = await openForm();
    const sent: unknown[] = [];
    answer('post', '/webhooks', (body) => {
      sent.push(body);
      return { status: 201, body: { ...WEBHOOK, secret: 'whsec_abc' } };
    });
    await userEvent.type(form.getByLabelText('Address'), WEBHOOK.url);
    await userEvent.click(form.getByRole('checkbox', { name: /^All events/ }));
    await userEvent.selectOptions(form.getByLabelText('Repositories'), 'Chosen repositories');
    await userEvent.click(await form.findByRole('checkbox', { name: 'acme/web' }));
    await userEvent.click(form.getByRole('button', { name: 'Create webhook' }));
    await screen.findByRole('textbox', { name: 'Secret' });
    expect(sent).toMatchObject([{ events: ['*'], repo_ids: [8] }]);
  });

  it('shows a fault at its field, and one of no field above the form; both keep what is typed', async () => {
    show([]);
    const form = await openForm();
    const address = form.getByLabelText<HTMLInputElement>('Address');
    await userEvent.type(address, 'https://127.0.0.1/');
    const errors = [{ field: 'url', message: 'must be a public address' }];
    answer('post', '/webhooks', { status: 400, body: { code: 'address_not_allowed', detail: 'Refused.', errors } });
    await userEvent.click(form.getByRole('button', { name: 'Create webhook' }));
    expect(await form.findByText('must be a public address')).toBeTruthy();
    expect(form.queryByText('Refused.')).toBeNull();
    refuse('post', '/webhooks', 409, 'quota_exceeded', 'There are 50 already.');
    await userEvent.click(form.getByRole('button', { name: 'Create webhook' }));
    expect((await form.findByText('There are 50 already.')).closest('[role="alert"]')).toBeTruthy();
    expect(address.value).toBe('https://127.0.0.1/');
  });

  it('says to whom it is open, and reads nothing', async () => {
    const reads = answer('get', '/webhooks', { body: { webhooks: [], next_cursor: null } });
    openPage('/settings/webhooks', rightsWithout('manage_members'));
    expect(await screen.findByRole('heading', { level: 1, name: 'Webhooks' })).toBeTruthy();
    expect(screen.getByText(/^Only administrators and owners/)).toBeTruthy();
    expect(reads).toEqual([]);
  });
});

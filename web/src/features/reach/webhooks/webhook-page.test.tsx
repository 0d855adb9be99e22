import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openPage, refuse, rightsWithout, serve } from '../../../../test/app';
import { sampleWith } from '../../../../test/sample';

serve();

const AT = '2026-04-19T12:00:00Z';
const OK = { state: 'ok', failing_since: null, paused_until: null, disabled_reason: null } as const;
const WEBHOOK = sampleWith('Webhook', {
  ...{ id: 3, url: 'https://hooks.example.org/quality', description: 'Chat', format: 'standard', enabled: true },
  ...{ events: ['gate.changed'], repo_ids: null, header_names: ['x-team'], health: OK, created_at: AT },
  previous_secret_expires_at: null,
});
const DELIVERY = sampleWith('Delivery', {
  ...{ id: 71, event_id: 'evt_5f2b', event: 'gate.changed', state: 'failed', created_at: AT, finished_at: AT },
  next_attempt_at: null,
});
const ATTEMPT = {
  ...{ at: AT, duration_ms: 1234, status: 500, error: 'status' as const },
  ...{ response_headers: { server: 'nginx' }, response_body: 'no such table' },
};
const DETAILED = {
  ...DELIVERY,
  attempts: [ATTEMPT],
  request: { headers: { 'webhook-id': 'evt_5f2b', 'x-team': '[redacted]' }, body: '{"type":"gate.changed"}' },
};

const ANY_WEBHOOK: object = WEBHOOK;

function show({ webhook = ANY_WEBHOOK, deliveries = [DELIVERY] as readonly object[], search = '' } = {}) {
  answer('get', '/webhooks/3', { body: webhook });
  const reads = answer('get', '/webhooks/3/deliveries', { body: { deliveries, next_cursor: null } });
  answer('get', '/webhooks/3/deliveries/71', { body: DETAILED });
  return { router: openPage(`/settings/webhooks/3${search}`), reads };
}

const click = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));
const status = async (words: string | RegExp) =>
  expect((await screen.findByText(words)).closest('[role="status"]')).toBeTruthy();

describe('the page of a webhook', () => {
  it('shows what it is and its deliveries by two reads', async () => {
    const { reads } = show();
    expect(await screen.findByRole('heading', { level: 1, name: 'Chat' })).toBeTruthy();
    expect(screen.getByText('https://hooks.example.org/quality')).toBeTruthy();
    const row = within(await screen.findByRole('row', { name: /gate\.changed/ }));
    expect(row.getByText('Failed')).toBeTruthy();
    expect(reads).toEqual(['/webhooks/3/deliveries?limit=50']);
  });

  it.each([
    [{ ...OK, state: 'failing', failing_since: AT, paused_until: AT }, /^Failing since .*; the next attempt is /],
    [{ ...OK, state: 'disabled', disabled_reason: 'secret_unreadable' }, /can no longer be decrypted; rotate it$/],
    [
      { ...OK, state: 'disabled', disabled_reason: 'rights_lost' },
      /left the organization or is no longer an administrator$/,
    ],
  ])('says first that its endpoint does not work', async (health, words) => {
    show({ webhook: { ...WEBHOOK, health } });
    await screen.findByRole('heading', { level: 1, name: 'Chat' });
    const isHealth = (_: string, element: Element | null) =>
      element?.tagName === 'SPAN' && words.test(element.textContent);
    expect(screen.getByText(isHealth)).toBeTruthy();
  });

  it('sends a ping, and says what became of it', async () => {
    show();
    const pings = answer('post', '/webhooks/3/ping', {
      body: { ...DETAILED, state: 'delivered', attempts: [{ ...ATTEMPT, status: 204, error: null, duration_ms: 34 }] },
    });
    await click('Send ping');
    await status('The ping arrived: answered 204, after 34 ms.');
    expect(pings).toEqual(['/webhooks/3/ping?wait=10']);
    answer('post', '/webhooks/3/ping', { status: 202, body: { delivery_id: 72 } });
    await click('Send ping');
    await status('The ping is on its way.');
  });

  it('rotates the secret after a confirmation, and shows the new one once', async () => {
    show();
    const sent: unknown[] = [];
    answer('post', '/webhooks/3/rotate-secret', (body) => {
      sent.push(body);
      return { body: { secret: 'whsec_new', previous_expires_at: AT } };
    });
    await click('Rotate secret');
    const dialog = within(screen.getByRole('dialog'));
    await userEvent.selectOptions(dialog.getByLabelText('The current secret also signs'), 'for a week');
    await userEvent.click(dialog.getByRole('button', { name: 'Rotate' }));
    expect((await screen.findByRole<HTMLInputElement>('textbox', { name: 'Secret' })).value).toBe('whsec_new');
    expect(sent).toEqual([{ overlap_hours: 168 }]);
  });

  it('says why a third secret at once is refused', async () => {
    show();
    refuse('post', '/webhooks/3/rotate-secret', 409, 'secret_overlap', 'Two secrets sign already.');
    await click('Rotate secret');
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Rotate' }));
    expect((await screen.findByRole('alert')).textContent).toBe('Two secrets sign already.');
  });

  it('is edited without its headers, which stay unless others are typed', async () => {
    show();
    answer('get', '/webhooks/event-types', { body: { event_types: [] } });
    const sent: unknown[] = [];
    answer('patch', '/webhooks/3', (body) => {
      sent.push(body);
      return { body: WEBHOOK };
    });
    await click('Edit');
    const form = within(await screen.findByRole('dialog', { name: 'Edit webhook' }));
    expect(form.getByText(/^Stored: x-team\./)).toBeTruthy();
    await userEvent.clear(form.getByLabelText('Description'));
    await userEvent.type(form.getByLabelText('Description'), 'Team');
    await userEvent.click(form.getByRole('button', { name: 'Save webhook' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent).toEqual([
      {
        ...{ url: WEBHOOK.url, description: 'Team', format: 'standard', events: ['gate.changed'] },
        repo_ids: null,
      },
    ]);
  });

  it('needs its headers again for another address, unless they are removed', async () => {
    show();
    answer('get', '/webhooks/event-types', { body: { event_types: [] } });
    const sent: unknown[] = [];
    answer('patch', '/webhooks/3', (body) => {
      sent.push(body);
      return { body: WEBHOOK };
    });
    await click('Edit');
    const form = within(await screen.findByRole('dialog', { name: 'Edit webhook' }));
    const headers = form.getByLabelText<HTMLTextAreaElement>('Headers');
    const address = form.getByLabelText('Address');
    await userEvent.type(address, '/below');
    expect(headers.required).toBe(false);
    await userEvent.clear(address);
    await userEvent.type(address, 'https://elsewhere.example.org');
    expect(form.getByText(/are not sent to this one: enter them again, or remove them/)).toBeTruthy();
    expect(headers.required).toBe(true);
    await userEvent.click(form.getByRole('checkbox', { name: 'Remove the stored headers' }));
    expect(headers.required).toBe(false);
    await userEvent.click(form.getByRole('button', { name: 'Save webhook' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(sent).toMatchObject([{ url: 'https://elsewhere.example.org', headers: {} }]);
  });

  it('is disabled and enabled', async () => {
    show();
    const sent: unknown[] = [];
    answer('patch', '/webhooks/3', (body) => {
      sent.push(body);
      return { body: WEBHOOK };
    });
    await click('Disable');
    await status('Nothing is delivered from now on.');
    expect(sent).toEqual([{ enabled: false }]);
  });

  it('is deleted after a confirmation, which leads to the list', async () => {
    const { router } = show();
    answer('get', '/webhooks', { body: { webhooks: [], next_cursor: null } });
    const deletions = answer('delete', '/webhooks/3', { status: 204 });
    await click('Delete');
    expect(deletions).toEqual([]);
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete webhook' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/settings/webhooks'));
    expect(await screen.findByText('No webhook yet')).toBeTruthy();
  });

  it('is not open to members', async () => {
    openPage('/settings/webhooks/3', rightsWithout('manage_members'));
    expect(await screen.findByText(/^Only administrators and owners/)).toBeTruthy();
  });
});

describe('deliveries of a webhook', () => {
  it('are filtered by state, which is part of the address', async () => {
    const { router, reads } = show();
    await userEvent.click(await screen.findByRole('button', { name: 'Failed' }));
    await waitFor(() => expect(reads.at(-1)).toBe('/webhooks/3/deliveries?state=failed&limit=50'));
    expect(router.state.location.search).toEqual({ state: 'failed' });
  });

  it('are none yet, with what tries the endpoint', async () => {
    show({ deliveries: [] });
    expect(await screen.findByText('Nothing has been delivered yet')).toBeTruthy();
  });

  it('show the request and each attempt with its answer', async () => {
    const { router } = show();
    await click('Attempts');
    const attempts = within(await screen.findByRole('table', { name: 'Attempts' }));
    expect(attempts.getByText('answered 500')).toBeTruthy();
    expect(attempts.getByText('1,234 ms')).toBeTruthy();
    expect(attempts.getByText('no such table')).toBeTruthy();
    expect(screen.getByRole('group', { name: 'Request headers' }).textContent).toContain('x-team: [redacted]');
    const body = screen.getByRole('group', { name: 'Request body' });
    expect(body.textContent).toBe('{\n  "type": "gate.changed"\n}');
    expect(router.state.location.search).toEqual({ delivery: 71 });
  });

  it('start again one by one', async () => {
    show({ search: '?delivery=71' });
    const requests = answer('post', '/webhooks/3/deliveries/71/redeliver', { status: 202, body: { queued: 1 } });
    await screen.findByRole('table', { name: 'Attempts' });
    await click('Deliver again');
    await status('The delivery starts again.');
    expect(requests).toHaveLength(1);
  });

  it('start again all that failed since a day', async () => {
    show();
    const sent: unknown[] = [];
    answer('post', '/webhooks/3/redeliver', (body) => {
      sent.push(body);
      return { status: 202, body: { queued: 12 } };
    });
    await click('Redeliver failed ones');
    await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Deliver again' }));
    await status('Queued again: 12 deliveries.');
    expect(sent).toEqual([{ from: expect.stringMatching(/^20\d\d-/) as string, states: ['failed'] }]);
  });

  it('may be gone, while the page stays', async () => {
    refuse('get', '/webhooks/3/deliveries/99', 404, 'not_found');
    show({ search: '?delivery=99' });
    expect(await screen.findByText('This delivery is no longer stored.')).toBeTruthy();
    expect(screen.getByRole('heading', { level: 1, name: 'Chat' })).toBeTruthy();
  });

  it('may fail to load, while the page stays and tries again', async () => {
    answer('get', '/webhooks/3', { body: WEBHOOK });
    const reads = refuse('get', '/webhooks/3/deliveries', 500, 'internal_error', 'It broke.');
    openPage('/settings/webhooks/3');
    expect((await screen.findByRole('alert')).textContent).toContain('It broke.');
    await click('Try again');
    await waitFor(() => expect(reads.length).toBe(2));
  });
});

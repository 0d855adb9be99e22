import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openPage, rightsWithout, serve } from '../../../../test/app';
import { sampleOf, sampleWith } from '../../../../test/sample';

serve();

const RETENTION = { change_details_days: 30, branch_scans: 50, branch_daily_days: 365 };
const FORECAST = sampleWith('RetentionForecast', {
  retention: RETENTION,
  limits: { change_details_days: 400, branch_scans: 500, branch_daily_days: 4000 },
  scans_with_details: 90,
  scans_to_expire: 0,
  ...{ repos_to_expire: 0, oldest: null, delay_hours: 24, retention_pending: null },
  repos: [],
});

const DAYS = 'Days for which a change keeps its details after its last scan';

const ORGANIZATION = { ...sampleOf('Organization'), name: 'Acme', retention: RETENTION, retention_pending: null };
const PENDING = {
  retention: { ...RETENTION, change_details_days: 7 },
  effective_at: new Date(Date.now() + 86_400_000).toISOString(),
  ...{ scans: 12, repositories: 1, oldest: '2026-03-01T10:00:00Z' },
};

async function open(can = rightsWithout(), organization: object = ORGANIZATION) {
  answer('get', '/org', { body: organization });
  const forecasts = answer('get', '/org/retention', (_, query) => {
    if (query.get('change_details_days') !== '7') return { body: FORECAST };
    const repo = { repo_id: 3, name: 'acme/web', scans_with_details: 60, scans_to_expire: 12 };
    const { oldest } = PENDING;
    return { body: { ...FORECAST, scans_to_expire: 12, repos_to_expire: 1, oldest, repos: [repo] } };
  });
  openPage('/settings/retention', can);
  return { forecasts, days: await screen.findByRole('textbox', { name: DAYS }) };
}

describe('the page of retention', () => {
  it('forecasts what would be deleted, before anything is saved', async () => {
    const { days } = await open();
    await screen.findByText(/0 of 90 scans lose their details/);
    await userEvent.clear(days);
    await userEvent.type(days, '7');
    await screen.findByText(/12 of 90 scans lose their details/);
    const row = within(screen.getByRole('row', { name: /acme\/web/ }));
    expect(row.getAllByRole('cell').map(({ textContent }) => textContent)).toEqual(['60', '12']);
  });

  it('saves longer periods at once, those that were changed, and says what the service refused at the field', async () => {
    const { days } = await open();
    const bodies: unknown[] = [];
    const errors = [{ field: 'retention.change_details_days', message: 'must not be above 400' }];
    answer('patch', '/org', (body) => {
      bodies.push(body);
      return { status: 400, body: { code: 'validation_failed', detail: 'Refused.', errors } };
    });
    await userEvent.clear(days);
    await userEvent.type(days, '500.5');
    await userEvent.click(screen.getByRole('button', { name: 'Save retention' }));
    await screen.findByRole('textbox', { name: DAYS, description: 'must not be above 400' });
    expect(bodies).toEqual([{ retention: { change_details_days: 500.5 } }]);
    answer('patch', '/org', { body: { ...ORGANIZATION, retention: { ...RETENTION, change_details_days: 60 } } });
    await userEvent.clear(days);
    await userEvent.type(days, '60{Enter}');
    await screen.findByText('Saved. Longer periods apply from now on.');
  });

  it('asks before a shorter period, with figures and the name typed, and says when it takes effect', async () => {
    const { days } = await open();
    const bodies: unknown[] = [];
    answer('patch', '/org', (body) => {
      bodies.push(body);
      return { body: { ...ORGANIZATION, retention_pending: PENDING } };
    });
    await userEvent.clear(days);
    await userEvent.type(days, '7');
    await userEvent.click(screen.getByRole('button', { name: 'Save retention' }));
    const dialog = within(screen.getByRole('dialog', { name: 'Shorten the retention?' }));
    await dialog.findByText(/^12 scans of 1 repository lose their findings and coverage, the oldest from .*2026/);
    await dialog.findByText(/^The deletion begins 24 hours after you confirm\./);
    const confirm = dialog.getByRole('button', { name: 'Shorten retention' });
    await userEvent.type(dialog.getByLabelText('Type Acme to confirm'), 'Acm');
    await userEvent.click(confirm);
    expect(bodies).toEqual([]);
    await userEvent.type(dialog.getByLabelText('Type Acme to confirm'), 'e');
    await userEvent.click(confirm);
    await screen.findByText(/^Shorter periods take effect .*, on .* 12 scans of 1 repository lose/);
    expect(bodies).toEqual([{ retention: { change_details_days: 7 } }]);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.getByText(`${DAYS}: 30 now, 7 then`)).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: DAYS }).value).toBe('30');
  });

  it('takes back what is pending', async () => {
    await open(rightsWithout(), { ...ORGANIZATION, retention_pending: PENDING });
    const takenBack = answer('delete', '/org/retention/pending', { body: ORGANIZATION });
    await userEvent.click(screen.getByRole('button', { name: 'Take back' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Take back' })).toBeNull());
    expect(takenBack).toHaveLength(1);
  });

  it('says that nothing can be lost, and that a service without a delay deletes at once', async () => {
    const { days } = await open();
    answer('get', '/org/retention', { body: { ...FORECAST, delay_hours: 0 } });
    await userEvent.clear(days);
    await userEvent.type(days, '3');
    await userEvent.click(screen.getByRole('button', { name: 'Save retention' }));
    const dialog = within(screen.getByRole('dialog'));
    await dialog.findByText(/^No scan currently loses its details\./);
    await dialog.findByText('The deletion begins at once.');
  });

  it('saves nothing that is no period, and says so at the field', async () => {
    const { days } = await open();
    await userEvent.clear(days);
    await userEvent.type(days, '-1');
    await userEvent.click(screen.getByRole('button', { name: 'Save retention' }));
    await screen.findByRole('textbox', { name: DAYS, description: 'Enter a number from 0.' });
  });

  it('requests no forecast of what is no number', async () => {
    const { days, forecasts } = await open();
    await userEvent.clear(days);
    await userEvent.type(days, 'x');
    await userEvent.clear(days);
    await userEvent.type(days, '7');
    await waitFor(() => expect(forecasts).toEqual(['/org/retention', '/org/retention?change_details_days=7']));
  });

  it('is locked for those who may not change it', async () => {
    await open(rightsWithout('edit_policy'));
    expect(screen.getByRole('button', { name: 'Save retention' }).getAttribute('aria-disabled')).toBe('true');
  });
});

import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openPage, rightsWithout, serve } from '../../../test/app';
import { sampleOf, sampleWith } from '../../../test/sample';

serve();

const RETENTION = { change_details_days: 30, branch_scans: 50, branch_daily_days: 365 };
const FORECAST = sampleWith('RetentionForecast', {
  retention: RETENTION,
  limits: { change_details_days: 400, branch_scans: 500, branch_daily_days: 4000 },
  scans_with_details: 90,
  scans_to_expire: 0,
  repos: [],
});

const DAYS = 'Days for which a change keeps its details after its last scan';

async function open(can = rightsWithout()) {
  answer('get', '/org', { body: { ...sampleOf('Organization'), retention: RETENTION } });
  const forecasts = answer('get', '/org/retention', (_, query) => {
    if (query.get('change_details_days') !== '7') return { body: FORECAST };
    const repo = { repo_id: 3, name: 'acme/web', scans_with_details: 60, scans_to_expire: 12 };
    return { body: { ...FORECAST, scans_to_expire: 12, repos: [repo] } };
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

  it('saves all periods, and says what the service refused at the field', async () => {
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
    expect(bodies).toEqual([{ retention: { ...RETENTION, change_details_days: 500.5 } }]);
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

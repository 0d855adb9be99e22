import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { answer, openPage, rightsWithout, serve } from '../../../../test/app';
import { sampleOf } from '../../../../test/sample';

serve();

const open = (can = rightsWithout(), more: object = {}) => {
  answer('get', '/org', { body: { ...sampleOf('Organization'), ...more } });
  openPage('/settings/organization', can);
  return screen.findByRole('button', { name: 'Save settings' });
};

describe('the settings of an organization', () => {
  it('are locked for those who may not change them, with who may', async () => {
    const save = await open(rightsWithout('edit_policy'));
    expect(save.getAttribute('aria-disabled')).toBe('true');
    expect(save.getAttribute('aria-describedby')).not.toBeNull();
  });

  it('are saved, and say so', async () => {
    const save = await open();
    answer('patch', '/org', (body) => ({ body: { ...sampleOf('Organization'), ...(body as object) } }));
    await userEvent.click(save);
    expect((await screen.findByText('Saved.')).getAttribute('role')).toBe('status');
  });

  it('lead to another sign-in where a second factor is not to be required any more', async () => {
    answer('get', '/auth/second-factor', { body: { ...sampleOf('SecondFactorState'), fresh: false } });
    answer('get', '/auth/oidc', { body: { host: null } });
    await open(rightsWithout(), { require_second_factor: true });
    expect(screen.queryByRole('link', { name: 'Sign in again' })).toBeNull();
    await userEvent.click(screen.getByLabelText('Members need a second factor to sign in'));
    expect(await screen.findByRole('link', { name: 'Sign in again' })).toBeDefined();
  });

  it('have open pull requests judged again, and scans missed after other days', async () => {
    const save = await open();
    const sent: unknown[] = [];
    answer('patch', '/org', (body) => {
      sent.push(body);
      return { body: { ...sampleOf('Organization'), ...(body as object) } };
    });
    const label = 'A changed policy, waiver or mark';
    await userEvent.selectOptions(screen.getByLabelText(label), 'has open pull requests judged again');
    const days = screen.getByLabelText('Days after which scans of a default branch count as missing');
    await userEvent.clear(days);
    await userEvent.type(days, '3');
    await userEvent.click(save);
    await screen.findByText('Saved.');
    expect(sent).toMatchObject([{ reevaluate_on_change: true, stale_after_days: 3 }]);
  });

  it('limit the life of new keys, or not', async () => {
    const save = await open();
    const sent: unknown[] = [];
    answer('patch', '/org', (body) => {
      sent.push((body as { max_key_days: unknown }).max_key_days);
      return { body: { ...sampleOf('Organization'), ...(body as object) } };
    });
    const days = screen.getByLabelText('Maximum lifetime of an API key, in days');
    for (const typed of ['90', ' ']) {
      await userEvent.clear(days);
      await userEvent.type(days, typed);
      await userEvent.click(save);
      await screen.findByText('Saved.');
    }
    expect(sent).toEqual([90, null]);
  });

  it('say at the field what the service refused, and keep what was typed', async () => {
    const save = await open();
    const errors = [{ field: 'name', message: 'must not be taken' }];
    answer('patch', '/org', { status: 400, body: { code: 'validation_failed', detail: 'Refused.', errors } });
    const name = screen.getByRole('textbox', { name: 'Name' });
    await userEvent.clear(name);
    await userEvent.type(name, 'Acme');
    await userEvent.click(save);
    expect(await screen.findByRole('textbox', { name: 'Name', description: 'must not be taken' })).toBe(name);
    expect(name).toHaveProperty('value', 'Acme');
  });
});

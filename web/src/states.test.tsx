import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { answer, loseConnection, openPage, refuse, serve, stall } from '../test/app';
import { sampleOf } from '../test/sample';

serve();

const title = async () => (await screen.findByRole('heading', { level: 1 })).textContent;

/** Pages with the read that each needs. */
describe.each([
  ['/', '/overview'],
  ['/repos/1', '/repos/:id/overview'],
  ['/repos/1/pulls', '/repos/:id/pull-requests'],
  ['/repos/1/pulls/2', '/repos/:id/pull-requests/:number'],
  ['/scans/3', '/scans/:id/summary'],
  ['/scans/3/compare/2', '/scans/:id/compare/:other'],
  ['/repos/1/settings', '/repos/:id/overview'],
  ['/repos/1/history', '/repos/:id/history'],
  ['/pull-requests', '/pull-requests'],
  ['/inbox', '/inbox'],
  ['/scans/3/tests', '/scans/:id/summary'],
  ['/settings/organization', '/org'],
  ['/settings/sessions', '/auth/sessions'],
  ['/settings/webhooks', '/webhooks'],
  ['/settings/webhooks/3', '/webhooks/:id'],
  ['/settings/forges', '/forges'],
  ['/settings/publishers', '/trusted-publishers'],
  ['/repos/1/forge', '/repos/:id/forge'],
] as const)('the page %s', (address, read) => {
  beforeEach(() => void answer('get', '/repos/:id/overview', { body: sampleOf('RepositoryPage') }));

  it('has an outline of its size while it loads', async () => {
    stall('get', read);
    openPage(address);
    expect(await screen.findByRole('status', { name: 'Loading' })).toBeDefined();
  });

  it('says to whom it is not open', async () => {
    refuse('get', read, 403, 'forbidden');
    openPage(address);
    expect(await title()).toBe('Not accessible to you');
    expect(screen.getByRole('alert').textContent).toBe('In other words.');
  });

  it('is not here where there is no such object', async () => {
    refuse('get', read, 404, 'not_found');
    openPage(address);
    expect(await title()).toBe('Not here');
  });

  it('says what failed, and tries again', async () => {
    const requests = answer('get', read, { status: 500, body: { code: 'internal_error', detail: 'It broke.' } });
    openPage(address);
    expect(await title()).toBe('This page could not be loaded');
    expect(screen.getByRole('alert').textContent).toBe('It broke.');
    const before = requests.length;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await vi.waitFor(() => expect(requests.length).toBeGreaterThan(before));
  });

  it('says that the service does not answer', async () => {
    loseConnection('get', read);
    openPage(address);
    expect(await title()).toBe('The service does not answer');
  });

  it('leads to sign in and back when the session has ended', async () => {
    refuse('get', read, 401, 'unauthenticated');
    const router = openPage(address);
    await screen.findByRole('heading', { name: 'Sign in' });
    expect(router.state.location.search).toEqual(address === '/' ? {} : { next: address });
  });
});

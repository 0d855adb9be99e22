import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import { http, HttpResponse, type JsonBodyType } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createQueryClient } from '../src/api/query-client';
import { type Right } from '../src/features/people/session/session.queries';
import { createAppRouter } from '../src/router';
import { sampleOf } from './sample';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Answer of the service: its status and body. */
export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
}

const service = setupServer(
  http.get('*/api/auth/oidc', () => HttpResponse.json({ host: null })),
  http.get('*/api/quality/gates/presets', () => HttpResponse.json({ presets: [], chosen: 'own' })),
  http.get('*/api/quality/gates/config', () => HttpResponse.json({ block_merge_on_fail: true })),
  http.get('*/api/quality/ratings/:id', () => HttpResponse.json({ held_down_by: null })),
  http.get('*/api/scans/:id/source', () => HttpResponse.json({ code: 'not_found' }, { status: 404 })),
  http.get('*/api/auth/password/forgot', () => HttpResponse.json({ available: false })),
);

/** A service of which each test says what it answers; a request that it does not know fails the test. */
export function serve(): void {
  beforeAll(() => service.listen({ onUnhandledRequest: 'error' }));
  afterEach(() => service.resetHandlers());
  afterAll(() => service.close());
}

/**
 * Lets the service answer a route. Every page waits for changes of the inbox: such a request stays open unless a function answers.
 *
 * @param path below `/api`
 * @param reply body of a 200, or what is answered to a request's body and query
 * @returns the requests that came, each as its path with its query
 */
export function answer(
  method: Method,
  path: string,
  reply: Answer | ((body: unknown, query: URLSearchParams) => Answer | Promise<Answer>),
): string[] {
  const requests: string[] = [];
  service.use(
    http[method](`*/api${path}`, async ({ request }) => {
      const { pathname, search, searchParams } = new URL(request.url);
      if (path === '/auth/me' && searchParams.has('wait') && typeof reply !== 'function') await never();
      requests.push(pathname.replace(/^\/api/, '') + search);
      const { status = 200, body = null } =
        typeof reply === 'function' ? await reply(await request.json().catch(() => null), searchParams) : reply;
      // as the service answers them
      const isEmpty = status === 204 || (status === 202 && body === null);
      return isEmpty ? new HttpResponse(null, { status }) : HttpResponse.json(body as JsonBodyType, { status });
    }),
  );
  return requests;
}

/** Lets another site answer an address with a text. */
export const answerElsewhere = (url: string, status: number, text = ''): void =>
  service.use(http.get(url, () => new HttpResponse(text, { status })));

/** An answer that never comes. */
export const never = (): Promise<never> => new Promise(() => undefined);

/** Lets a route answer with a problem. */
export const refuse = (
  method: Method,
  path: string,
  status: number,
  code: string,
  detail = 'In other words.',
): string[] => answer(method, path, { status, body: { status, code, detail, title: code } });

/** Leaves a route without any answer, as a lost connection does. */
export const loseConnection = (method: Method, path: string): void =>
  service.use(http[method](`*/api${path}`, () => HttpResponse.error()));

/** Leaves a route waiting for ever. */
export const stall = (method: Method, path: string): void => service.use(http[method](`*/api${path}`, never));

const RIGHTS: readonly Right[] = [
  'mark_fp',
  'waive',
  'request_waiver',
  'approve_waiver',
  'rebuild_baseline',
  'recompute',
  'edit_policy',
  'edit_repo',
  'manage_members',
  'manage_keys',
  'read_audit',
];

/** Rights of an administrator without some of them. */
export const rightsWithout = (...missing: readonly Right[]): Record<Right, boolean> =>
  Object.fromEntries(RIGHTS.map((right) => [right, !missing.includes(right)])) as Record<Right, boolean>;

/** Shows a page of the dashboard to a person, an administrator unless rights say otherwise. */
export function openPage(address: string, can = rightsWithout()) {
  answer('get', '/auth/me', { body: { ...sampleOf('Me'), can } });
  return openAs(address);
}

/** Shows a page to whom the service says. */
export function openAs(address: string) {
  const client = createQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retryDelay: 0 } });
  const router = createAppRouter(client, createMemoryHistory({ initialEntries: [address] }));
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
    // The router shows what it caught.
    { onCaughtError: () => undefined },
  );
  return router;
}

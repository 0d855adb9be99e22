import { readApiDocument } from '../support/api-document.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Pages and protocols that are served but no part of the API. */
const PAGES =
  /^(GET (\/metrics$|\/api\/docs(\/|$)|\/api\/openapi\.|\/llms\.txt$|\/docs(\/|$)|\/schemas\/)|POST \/mcp$)/;

describe('openapi.json', () => {
  let service: TestApp;
  beforeAll(async () => {
    service = await startTestApp();
  });
  afterAll(() => service.stop());

  it('has every route of the running service, and no other', async () => {
    const documented = Object.entries(readApiDocument().paths as Record<string, object>).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    );
    const served = (await service.routes()).filter((route) => !PAGES.test(route));
    expect(documented.sort()).toEqual(served);
  });

  it('explains at its `type` what a problem is', async () => {
    const problem = await service.anonymous.get('/org');
    const type = problem.body.type as string;
    const page = await fetch(new URL(type, service.url));
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain(`<tr id="${type.split('#')[1]!}">`);
  });
});

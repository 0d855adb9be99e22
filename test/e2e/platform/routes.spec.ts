import { startTestApp, type TestApp } from '../../support/test-app.js';

/** Tests unknown routes; test/security/authorization.spec.ts walks the requirements of each route. */
describe('a route that is none', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  it.each(['/api', '/api/nothing', '/api/scans/1/nothing', '/nothing'])('%s answers 404', async (path) => {
    expect(await app.routes()).not.toContain(`GET ${path}`);
    const answer = await fetch(`${app.url}${path}?with=query`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'route_not_found', instance: path });
  });

  it.each(['/%', '/api/%zz', '/api/scans/1/%E0%A4%A'])('%s answers 404, though it spells no text', async (path) => {
    const answer = await fetch(`${app.url}${path}?with=query`);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'route_not_found', instance: path });
  });

  it('is a wrong method like an unknown path, whoever asks', async () => {
    for (const client of [app.anonymous, app.admin]) expect((await client.delete('/scans')).status).toBe(404);
  });
});

describe('an id that spells no text', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());

  it.each(['%', '%zz', '%F0%28', '12%'])('%s is refused after credentials were checked', async (id) => {
    for (const path of [`/quality/gates/status/${id}`, `/scans/${id}/findings?limit=1`]) {
      expect(await app.anonymous.get(path)).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(await app.admin.get(path)).toMatchObject({
        status: 400,
        body: { code: 'invalid_id', instance: `/api${path.split('?')[0]!}` },
      });
    }
  });
});

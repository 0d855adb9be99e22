import { startTestApp, type TestApp } from '../../support/test-app.js';

/** Routes below /api that take any parameters, as their callers append some. */
const IGNORING = /^\/api\/(auth\/oidc\/callback|badges|health|docs|openapi\.)/;

describe('a query parameter that a route does not know', () => {
  let app: TestApp;
  let token: string;

  beforeAll(async () => {
    app = await startTestApp();
    const answer = await app.anonymous.post('/auth/login', {
      email: 'admin@example.test',
      password: 'correct horse battery staple',
    });
    token = answer.body.access_token as string;
  });
  afterAll(() => app.stop());

  const get = async (path: string) => {
    const answer = await fetch(app.url + path, { headers: { authorization: `Bearer ${token}` } });
    return { status: answer.status, text: await answer.text() };
  };

  it('is refused and named by every GET below /api but those that others append parameters to', async () => {
    const paths = (await app.routes()).flatMap((route) => {
      const [method, path = ''] = route.split(' ');
      return method === 'GET' && path.startsWith('/api/') ? [path.replace(/:\w+/, '1')] : [];
    });
    expect(paths.length).toBeGreaterThan(20);
    for (const path of paths) {
      const { status, text } = await get(`${path}?nothing=1&limit=5&rep%20o=x`);
      if (IGNORING.test(path)) {
        expect([path, status]).not.toEqual([path, 400]);
        continue;
      }
      const { code, errors } = JSON.parse(text) as { code: string; errors: { field: string }[] };
      const fields = errors.map(({ field }) => field).filter((field) => field !== 'limit');
      expect([path, status, code, fields]).toEqual([path, 400, 'unknown_parameter', ['nothing', 'rep o']]);
    }
  });

  it('says which ones there are', async () => {
    const { body } = await app.admin.get('/quality/gates/status/1?wiat=3');
    expect(body.errors).toEqual([{ field: 'wiat', message: 'is not one of wait' }]);
    const { body: none } = await app.admin.get('/org?x=1');
    expect(none.errors).toEqual([{ field: 'x', message: 'this route accepts no parameters' }]);
  });

  it.each(['repo_id[]=1', 'repo_id[0]=1', 'repo_id=1&repo_id=2'])('is not a list of a known one: %s', async (query) => {
    const { status, body } = await app.admin.get(`/scans?${query}`);
    expect([status, body.code, body.errors[0].field]).toEqual([400, 'validation_failed', 'repo_id']);
  });

  it.each(['__proto__=1', 'constructor=1', 'constructor[x]=1', '=1'])('may have any name: %s', async (query) => {
    const { status, body } = await app.admin.get(`/scans?${query}`);
    expect([status, body.code]).toEqual([400, 'unknown_parameter']);
  });

  it('is checked after credentials and role', async () => {
    expect((await app.anonymous.get('/scans?nothing=1')).status).toBe(401);
    expect((await fetch(`${app.url}/metrics?nothing=1`)).status).toBe(200);
  });

  it('goes by unseen where a body is sent', async () => {
    expect((await app.admin.post('/scans?nothing=1', { repo: 'acme/web', branch: 'main' })).status).toBe(201);
  });
});

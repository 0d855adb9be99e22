import { aSarifLog } from '../../support/reports.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

describe('links to the dashboard', () => {
  let app: TestApp;
  let beside: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ PUBLIC_URL: 'https://gate.example.org' });
    beside = await startTestApp({}, { beside: app });
  });
  afterAll(async () => {
    await beside.stop();
    await app.stop();
  });

  it('begin with PUBLIC_URL, and are left out without it', async () => {
    const { body: created } = await app.admin.post('/scans', { repo: 'acme/linked', branch: 'main' });
    const page = `https://gate.example.org/scans/${created.id}`;
    expect(created.dashboard_url).toBe(page);
    await app.admin.upload(`/scans/${created.id}/findings`, {}, { content: aSarifLog([]) });
    await app.admin.post(`/scans/${created.id}/complete`);
    const linksOf = async ({ admin }: TestApp) => [
      (await admin.get(`/scans/${created.id}`)).body.dashboard_url,
      (await admin.get('/scans')).body.scans[0].dashboard_url,
      (await admin.get(`/scans/${created.id}/summary`)).body.scan.dashboard_url,
      (await admin.get(`/repos/${created.repo_id}/overview`)).body.scan.dashboard_url,
      (await admin.get(`/scans/${created.id}/sarif`)).body.properties?.dashboard_url ?? null,
      (await admin.get('/auth/me')).body.public_url,
    ];
    expect(await linksOf(app)).toEqual([...Array(5).fill(page), 'https://gate.example.org']);
    expect(await linksOf(beside)).toEqual(Array(6).fill(null));
  });
});

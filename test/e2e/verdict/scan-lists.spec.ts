import type { ApiClient } from '../../support/api-client.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

const SHA = 'abcdef0123456789'.repeat(3).slice(0, 40);
const LIKE = `${SHA.slice(0, 10)}${'0'.repeat(30)}`;

describe('lists of scans', () => {
  let app: TestApp;
  let api: ApiClient;
  const ids: Record<string, number> = {};

  beforeAll(async () => {
    app = await startTestApp({ SCAN_DEADLINE_MINUTES: '10' });
    api = app.admin;
    const start = async (name: string, fields: Record<string, unknown> = {}) => {
      const { body } = await api.post('/scans', { repo: 'acme/web', branch: 'main', ...fields });
      ids[name] = body.id as number;
      app.clock.advanceMinutes(0.01);
      return body.id as number;
    };
    const finish = (id: number, duplication_pct: number) =>
      api.post(`/scans/${id}/complete`, { metrics: { duplication_pct } });
    await finish(await start('passed', { commit_sha: SHA }), 1);
    await finish(await start('failed', { commit_sha: SHA.toUpperCase() }), 50);
    await start('overdue', { commit_sha: LIKE });
    app.clock.advanceMinutes(11);
    await api.post(`/scans/${await start('gaveUp')}/fail`, { reason: 'broken' });
    await start('pending', { repo: 'acme/other', commit_sha: SHA });
    await api.put('/quality/gates/config', { enabled: false });
    await finish(await start('unjudged', { repo: 'acme/other' }), 1);
  });
  afterAll(() => app.stop());

  const found = async (query: string): Promise<string[]> => {
    const { body } = await api.get(`/scans?${query}`);
    const nameOf = (id: number) => Object.keys(ids).find((name) => ids[name] === id)!;
    return body.scans.map((scan: { id: number }) => nameOf(scan.id));
  };

  it('say the status of the gate', async () => {
    const { body } = await api.get('/scans');
    const rows = body.scans.map((scan: { gate_status: string | null }) => scan.gate_status);
    expect(rows).toEqual(['not_configured', null, 'failed', 'failed', 'failed', 'passed']);
    expect((await api.get(`/scans/${ids.passed}`)).body.gate_status).toBe('passed');
  });

  it.each([
    ['gate_status=passed', ['passed']],
    ['gate_status=failed', ['gaveUp', 'overdue', 'failed']],
    ['gate_status=timed_out', ['overdue']],
    ['gate_status=pending', ['pending']],
    ['gate_status=not_configured', ['unjudged']],
    ['gate_status=failed&status=completed', ['failed']],
    ['gate_status=pending&status=failed', []],
    ['repo=acme/other', ['unjudged', 'pending']],
    ['repo=acme/other&gate_status=pending', ['pending']],
    ['repo=acme/nothing', []],
    ['repo=acme/other&repo_id=1', []],
    [`commit_sha=${SHA}`, ['pending', 'failed', 'passed']],
    [`commit_sha=${SHA.slice(0, 7).toUpperCase()}`, ['pending', 'overdue', 'failed', 'passed']],
    [`commit_sha=${SHA.slice(0, 4)}&repo=acme/web`, ['overdue', 'failed', 'passed']],
    ['commit_sha=ffff', []],
  ])('are filtered by %s', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  it('are filtered by time, both ends included', async () => {
    const startedAt = async (name: string) => (await api.get(`/scans/${ids[name]}`)).body.created_at as string;
    const [first, second] = [await startedAt('passed'), await startedAt('failed')];
    expect(await found(`from=${first}&to=${second}`)).toEqual(['failed', 'passed']);
    expect(await found(`to=${first}`)).toEqual(['passed']);
    expect(await found(`from=${await startedAt('pending')}`)).toEqual(['unjudged', 'pending']);
    expect(await found(`to=${first.slice(0, 10)}&limit=1`)).toHaveLength(1);
    expect(await found('to=2001-01-01')).toEqual([]);
  });

  it.each([
    ['gate_status=green', 'gate_status'],
    ['commit_sha=abc', 'commit_sha'],
    ['commit_sha=main', 'commit_sha'],
    ['from=yesterday', 'from'],
    ['to=2026-02-30', 'to'],
    ['repo=', 'repo'],
  ])('refuse %s', async (query, field) => {
    const { status, body } = await api.get(`/scans?${query}`);
    expect([status, body.errors.map((error: { field: string }) => error.field)]).toEqual([400, [field]]);
  });

  describe('the status of a commit', () => {
    const statusOf = (query: string) => api.get(`/quality/gates/status/by-commit?${query}`);

    it('is that of its newest scan, pending ones included', async () => {
      const newest = await statusOf(`repo=acme/web&commit_sha=${SHA}`);
      expect([newest.status, newest.body.scan_id, newest.body.status]).toEqual([200, ids.failed, 'failed']);
      const pending = await statusOf(`repo=acme/other&commit_sha=${SHA}`);
      expect([pending.body.scan_id, pending.body.status]).toEqual([ids.pending, null]);
      expect(pending.body).toEqual((await api.get(`/quality/gates/status/${ids.pending}`)).body);
    });

    it('accepts an abbreviation that matches one commit', async () => {
      expect((await statusOf(`repo=acme/web&commit_sha=${SHA.slice(0, 11)}`)).body.scan_id).toBe(ids.failed);
      expect((await statusOf(`repo=acme/web&commit_sha=${SHA.slice(0, 10)}`)).status).toBe(404);
      expect((await statusOf(`repo=acme/other&commit_sha=${SHA.slice(0, 10).toUpperCase()}`)).status).toBe(200);
    });

    it.each(['repo=acme/web&commit_sha=ffffffff', `repo=acme/nothing&commit_sha=${SHA}`])(
      'is 404 where there is none: %s',
      async (query) => {
        expect(await statusOf(query)).toMatchObject({ status: 404, body: { code: 'not_found' } });
      },
    );

    it.each([
      ['repo=acme/web', 'commit_sha'],
      [`commit_sha=${SHA}`, 'repo'],
      ['repo=acme/web&commit_sha=zzzz', 'commit_sha'],
    ])('is 400 for %s', async (query, field) => {
      const { status, body } = await statusOf(query);
      expect([status, body.errors.map((error: { field: string }) => error.field)]).toEqual([400, [field]]);
    });
  });
});

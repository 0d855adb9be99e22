import { countUpdatesOfScans, type UpdateCounter } from '../../support/count-updates.js';
import { anLcov, lines } from '../../support/reports.js';
import { aScan, complete, type GateWorld, startGateWorld, uploadFindings } from './gate-world.js';

describe('completing a scan', () => {
  let world: GateWorld;
  let updates: UpdateCounter;
  beforeAll(async () => {
    world = await startGateWorld();
    updates = await countUpdatesOfScans(world.database);
  });
  afterAll(async () => {
    await updates.stop();
    await world.stop();
  });

  const uploadCoverage = async (scanId: number, covered: number): Promise<void> => {
    const report = { content: anLcov({ 'src/cart.ts': lines(4, covered) }) };
    const answer = await world.admin.upload('/quality/coverage/upload', { scan_id: String(scanId) }, report);
    expect(answer.status).toBe(200);
  };
  const METRICS = { duplication_pct: 1.5, lines_of_code: 800, tool_versions: { lizard: '1.17.13' } };

  it.each([
    ['a change', {}],
    ['a scan of the default branch', { branch: 'main', pr_number: null }],
  ])('stores %s by one update', async (_, values) => {
    const { id } = await aScan(world.admin, values);
    await uploadFindings(world.admin, id, [{ ruleId: 'sql', score: 9.8, line: 3 }]);
    await uploadCoverage(id, 2);
    await updates.take();
    const verdict = await complete(world.admin, id, { metrics: METRICS, policy_file: 'new_high_max: 0' });
    expect(await updates.take()).toBe(1);

    const scan = (await world.admin.get(`/scans/${id}`)).body;
    expect(scan).toMatchObject({ status: 'completed', gate_status: verdict.status, completed_at: expect.any(String) });
    expect((await world.admin.get(`/quality/gates/status/${id}`)).body).toEqual(verdict);
    expect(verdict).toMatchObject({ evaluation: 1, policy_file: expect.any(Object) });
    expect((await world.admin.get(`/quality/ratings/${id}`)).body).toMatchObject({
      coverage_rating: expect.any(String),
      tool_versions: { lizard: '1.17.13', 'example-analyzer': '1.2.3' },
    });
  });

  it('stores a scan to which coverage comes late by one update for each', async () => {
    const { id } = await aScan(world.admin);
    await complete(world.admin, id, { metrics: METRICS });
    const { completed_at } = (await world.admin.get(`/scans/${id}`)).body;
    world.clock.advanceMinutes(1);
    await updates.take();
    await uploadCoverage(id, 3);
    // One counts the report, as before completion.
    expect(await updates.take()).toBe(2);
    expect((await world.admin.get(`/scans/${id}`)).body).toMatchObject({ completed_at });
    expect((await world.admin.get(`/quality/gates/status/${id}`)).body).toMatchObject({ evaluation: 2 });
  });

  it('stores a scan whose scanner gave up by one update', async () => {
    const { id } = await aScan(world.admin);
    await updates.take();
    const answer = await world.admin.post(`/scans/${id}/fail`, { reason: 'no memory' });
    expect(answer.body).toMatchObject({ status: 'failed', reason: 'scan_error', evaluation: 1 });
    expect(await updates.take()).toBe(1);
  });
});

import { RETRACK } from '../../src/modules/findings/findings.repository.js';
import { withoutNestedLoops } from '../../src/platform/database/without-nested-loops.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

/** The planner expects one row of a scan that is new to its statistics, as of this empty database. */
describe('joins of a scan that the planner knows nothing of', () => {
  let fixture: TenantFixture;

  beforeAll(async () => {
    fixture = await openTenantFixture([]);
  });
  afterAll(() => fixture.close());

  const planOf = (prepare: (explain: () => Promise<string>) => Promise<string>): Promise<string> =>
    fixture.tenant.run(fixture.orgId, () => {
      const manager = fixture.tenant.manager(fixture.orgId);
      return prepare(async () => JSON.stringify(await manager.query(`EXPLAIN (GENERIC_PLAN) ${RETRACK}`)));
    });

  it('are loops within loops, which take minutes for a hundred thousand findings', async () => {
    expect(await planOf((explain) => explain())).toContain('Nested Loop');
  });

  it('are none where they are ruled out, and may be again afterwards', async () => {
    const plans: string[] = [];
    const last = await planOf(async (explain) => {
      plans.push(await withoutNestedLoops(fixture.tenant.manager(fixture.orgId), explain));
      return explain();
    });
    expect(plans[0]).not.toContain('Nested Loop');
    expect(plans[0]).not.toContain('SubPlan');
    expect(last).toContain('Nested Loop');
  });
});

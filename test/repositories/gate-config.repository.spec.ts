import { DEFAULT_POLICY } from '../../src/domain/gate/policy.js';
import { GateConfigEntity } from '../../src/modules/verdict/quality-gate/entities/gate-config.entity.js';
import { GateConfigRevisionEntity } from '../../src/modules/verdict/quality-gate/entities/gate-config-revision.entity.js';
import { GateConfigRepository } from '../../src/modules/verdict/quality-gate/gate-config.repository.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

describe('GateConfigRepository', () => {
  let fixture: TenantFixture;
  let configs: GateConfigRepository;

  beforeAll(async () => {
    fixture = await openTenantFixture([GateConfigEntity, GateConfigRevisionEntity]);
    configs = new GateConfigRepository(fixture.tenant);
  });
  afterAll(() => fixture.close());

  const run = <T>(work: () => Promise<T>) => fixture.tenant.run(fixture.orgId, work);
  const aRevision = (revision: number, policy = DEFAULT_POLICY) => ({
    revision,
    enabled: true,
    blockMergeOnFail: false,
    appliesToNewCodeOnly: true,
    policy,
    choice: null,
    savedBy: `user:${revision}`,
    savedAt: new Date(`2026-04-0${revision}T00:00:00.123Z`),
  });

  it('keeps each revision and puts the last one in force', async () => {
    expect(await run(() => configs.findGateConfig(fixture.orgId))).toBeNull();
    const strict = { ...DEFAULT_POLICY, duplication_pct_max: 2.5, rating_min: 'A', new_high_max: null } as const;
    await run(() => configs.saveGateConfig(fixture.orgId, aRevision(1)));
    await run(() => configs.saveGateConfig(fixture.orgId, aRevision(2, strict)));

    const found = await run(() => configs.findGateConfig(fixture.orgId));
    expect({ ...found, savedBy: 'user:2' }).toEqual(aRevision(2, strict));
    expect(Object.keys(found!.policy)).toEqual(Object.keys(DEFAULT_POLICY));
    const all = { limit: 10, beforeRevision: null };
    expect(await run(() => configs.listRevisions(fixture.orgId, all))).toEqual([aRevision(2, strict), aRevision(1)]);
    const older = { limit: 10, beforeRevision: 2 };
    expect(await run(() => configs.listRevisions(fixture.orgId, older))).toEqual([aRevision(1)]);
  });

  it('shows an organization nothing of another one', async () => {
    const other = fixture.otherOrgId;
    expect(await fixture.tenant.run(other, () => configs.findGateConfig(other))).toBeNull();
    const all = { limit: 10, beforeRevision: null };
    expect(await fixture.tenant.run(other, () => configs.listRevisions(other, all))).toEqual([]);
  });

  it('lets one save at a time, also before there is a row', async () => {
    const other = fixture.otherOrgId;
    const save = () =>
      fixture.tenant.run(other, async () => {
        const stored = await configs.lock(other);
        const revision = (stored?.revision ?? 0) + 1;
        await configs.saveGateConfig(other, aRevision(revision));
        return revision;
      });
    const revisions = await Promise.all([save(), save(), save()]);
    expect(revisions.sort()).toEqual([1, 2, 3]);
  });

  it.each(['DELETE FROM gate_config_revisions', 'UPDATE gate_config_revisions SET enabled = false'])(
    'does not let the serving role %s',
    async (sql) => {
      await expect(run(() => fixture.tenant.manager(fixture.orgId).query(sql))).rejects.toThrow(/permission denied/);
    },
  );
});

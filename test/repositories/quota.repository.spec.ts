import type { OrgId } from '../../src/domain/ids.js';
import { QuotaRepository } from '../../src/modules/people/quota/quota.repository.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

const BYTES = { quota: 'stored_bytes', day: null } as const;
const scansOf = (day: string) => ({ quota: 'scans_per_day', day }) as const;

describe('QuotaRepository', () => {
  let fixture: TenantFixture;
  let quotas: QuotaRepository;

  beforeEach(async () => {
    fixture = await openTenantFixture([], undefined, { poolSize: 12 });
    quotas = new QuotaRepository(fixture.tenant);
  });
  afterEach(() => fixture.close());

  const run = <T>(work: (orgId: OrgId) => Promise<T>, orgId = fixture.orgId) =>
    fixture.tenant.run(orgId, () => work(orgId));
  const add = (amount: number, counted: Parameters<QuotaRepository['add']>[1] = BYTES, orgId = fixture.orgId) =>
    run((org) => quotas.add(org, counted, amount), orgId);
  const used = (counted: Parameters<QuotaRepository['add']>[1] = BYTES, orgId = fixture.orgId) =>
    run((org) => quotas.countUsed(org, counted), orgId);

  const rowCount = async (): Promise<number> =>
    (await fixture.admin<{ count: number }>('SELECT count(*) FROM organization_usage')).count;

  /** A transaction that stays open after an addition until `end` is called. */
  async function openAfterAdding(amount: number) {
    let end = (): void => undefined;
    let added = (): void => undefined;
    const isAdded = new Promise<void>((resolve) => (added = resolve));
    const done = run(async (org) => {
      await quotas.add(org, BYTES, amount);
      added();
      await new Promise<void>((resolve) => (end = resolve));
    });
    await isAdded;
    return { done, end: () => end() };
  }

  it('adds up additions and deletions, of each organization its own', async () => {
    await add(700);
    await add(-300);
    await add(5, BYTES, fixture.otherOrgId);
    expect(await add(50)).toEqual({ limit: null, used: 450 });
    expect([await used(), await used(BYTES, fixture.otherOrgId)]).toEqual([450, 5]);
  });

  it('lets transactions at once add without waiting for each other', async () => {
    const open = await openAfterAdding(100);
    const others = await Promise.all([openAfterAdding(10), openAfterAdding(1)]);
    expect(await used()).toBe(0);
    for (const { end } of [open, ...others]) end();
    await Promise.all([open, ...others].map(({ done }) => done));
    expect(await used()).toBe(111);
    expect(await rowCount()).toBe(3);
    await add(1);
    expect([await used(), await rowCount()]).toEqual([112, 3]);
  });

  it('begins the amount of a day with the day, and keeps to the later day where clocks differ', async () => {
    await add(1, scansOf('2026-01-30'));
    await add(1, scansOf('2026-01-30'));
    expect(await used(scansOf('2026-01-30'))).toBe(2);
    expect((await add(1, scansOf('2026-01-31'))).used).toBe(1);
    expect(await used(scansOf('2026-01-30'))).toBe(0);
    await add(1, scansOf('2026-01-30'));
    expect(await used(scansOf('2026-01-31'))).toBe(2);
  });

  it('answers the limit that was set, until it is removed', async () => {
    await run((org) => quotas.saveLimit(org, { quota: 'stored_bytes', limit: 9 }));
    await run((org) => quotas.saveLimit(org, { quota: 'stored_bytes', limit: 8 }));
    expect((await add(1)).limit).toBe(8);
    expect(await quotas.listLimits(fixture.orgId)).toEqual([{ quota: 'stored_bytes', limit: 8 }]);
    expect(await quotas.listLimits(fixture.otherOrgId)).toEqual([]);
    await run((org) => quotas.removeLimit(org, 'stored_bytes'));
    expect((await add(1)).limit).toBeNull();
  });
});

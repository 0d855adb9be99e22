import type { RepoId, WaiverId } from '../../src/domain/ids.js';
import { WaiverEntity } from '../../src/modules/verdict/waiver/entities/waiver.entity.js';
import { type NewWaiver, WaiverRepository } from '../../src/modules/verdict/waiver/waiver.repository.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

const NOW = new Date('2026-04-19T12:00:00Z');
const later = (ms: number) => new Date(NOW.getTime() + ms);

describe('WaiverRepository', () => {
  let fixture: TenantFixture;
  let waivers: WaiverRepository;
  let repoId: RepoId;
  let otherRepoId: RepoId;

  beforeEach(async () => {
    fixture = await openTenantFixture([WaiverEntity]);
    waivers = new WaiverRepository(fixture.tenant);
    repoId = await fixture.aRepo();
    otherRepoId = await fixture.aRepo();
  });
  afterEach(() => fixture.close());

  const run = <T>(work: () => Promise<T>) => fixture.tenant.run(fixture.orgId, work);
  const aWaiver = async (changes: Partial<NewWaiver> = {}): Promise<WaiverId> => {
    const waiver = { rule: 'rating_min', reason: 'legacy', repoId: null, prNumber: null, maxActual: null } as const;
    const rest = { createdByUserId: null, createdBy: 'user:1', createdAt: NOW, expiresAt: null };
    return (await run(() => waivers.insert(fixture.orgId, { ...waiver, ...rest, ...changes }))).id;
  };
  const revoke = (id: WaiverId, at = NOW) =>
    run(() => waivers.revokeUnlessRevoked(fixture.orgId, id, { by: 'user:2', at }));
  const inForce = async (prNumber: number | null = 5, at = NOW) =>
    (await run(() => waivers.listInForce(fixture.orgId, { repoId, prNumber, at }))).map(({ id }) => id);
  const listed = async (
    filter: Partial<Parameters<WaiverRepository['listWaivers']>[1]> = {},
    limit: number | null = null,
  ) => {
    const all = { isExpiredIncluded: false, isRevokedIncluded: false, at: NOW, ...filter };
    return (await run(() => waivers.listWaivers(fixture.orgId, all, { limit, beforeId: null }))).map(({ id }) => id);
  };

  it.each([[null], [0], [2.5], ['C' as const]])('keeps a bound of %p', async (maxActual) => {
    const id = await aWaiver({ maxActual });
    expect((await run(() => waivers.findWaiver(fixture.orgId, id)))?.maxActual).toBe(maxActual);
  });

  it("finds what reaches a pull request's scan: organization, repository, pull request", async () => {
    const reaching = [await aWaiver(), await aWaiver({ repoId }), await aWaiver({ repoId, prNumber: 5 })];
    await aWaiver({ repoId, prNumber: 6 });
    await aWaiver({ repoId: otherRepoId });
    await aWaiver({ repoId: otherRepoId, prNumber: 5 });
    expect(await inForce(5)).toEqual(reaching);
    expect(await inForce(null)).toEqual(reaching.slice(0, 2));
  });

  it('holds a waiver in force until the instant of its expiry, and not at it', async () => {
    const id = await aWaiver({ expiresAt: later(10) });
    expect(await inForce(5, later(9))).toEqual([id]);
    expect(await inForce(5, later(10))).toEqual([]);
    expect(await inForce(5, later(11))).toEqual([]);
  });

  it('revokes once', async () => {
    const id = await aWaiver();
    expect(await revoke(id, later(1))).toBe(true);
    expect(await revoke(id, later(2))).toBe(false);
    expect((await run(() => waivers.findWaiver(fixture.orgId, id)))?.revokedAt).toEqual(later(1));
    expect(await inForce()).toEqual([]);
    expect(await revoke((id + 1000) as WaiverId)).toBe(false);
  });

  it('lists newest first what its filters let through', async () => {
    const plain = await aWaiver();
    const expired = await aWaiver({ expiresAt: NOW });
    const revoked = await aWaiver();
    await revoke(revoked);
    const both = await aWaiver({ expiresAt: NOW, repoId });
    await revoke(both);
    const ofPullRequest = await aWaiver({ repoId, prNumber: 5 });

    expect(await listed()).toEqual([ofPullRequest, plain]);
    expect(await listed({ isExpiredIncluded: true })).toEqual([ofPullRequest, expired, plain]);
    expect(await listed({ isRevokedIncluded: true })).toEqual([ofPullRequest, revoked, plain]);
    expect(await listed({ isExpiredIncluded: true, isRevokedIncluded: true })).toHaveLength(5);
    expect(await listed({ isExpiredIncluded: true, isRevokedIncluded: true, repoId })).toEqual([ofPullRequest, both]);
    expect(await listed({}, 1)).toEqual([ofPullRequest]);
  });

  it('lets another organization neither see nor revoke it', async () => {
    const id = await aWaiver();
    const other = fixture.otherOrgId;
    const seen = await fixture.tenant.run(other, async () => ({
      found: await waivers.findWaiver(other, id),
      isRevoked: await waivers.revokeUnlessRevoked(other, id, { by: 'user:9', at: NOW }),
    }));
    expect(seen).toEqual({ found: null, isRevoked: false });
    expect(await inForce()).toEqual([id]);
  });

  it.each(["UPDATE waivers SET reason = 'other'", 'UPDATE waivers SET max_actual = NULL', 'DELETE FROM waivers'])(
    'does not let the serving role %s',
    async (sql) => {
      await expect(run(() => fixture.tenant.manager(fixture.orgId).query(sql))).rejects.toThrow(/permission denied/);
    },
  );
});

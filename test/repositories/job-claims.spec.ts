import type { OrgId } from '../../src/domain/ids.js';
import { type Claim, JobClaimsRepository } from '../../src/modules/job/job-claims.repository.js';
import { openTenantFixture, type TenantFixture } from './tenant-fixture.js';

let fixture: TenantFixture;
let claims: JobClaimsRepository;

beforeEach(async () => {
  fixture = await openTenantFixture([]);
  claims = new JobClaimsRepository(fixture.source);
});
afterEach(() => fixture.close());

const aJob = async (orgId: OrgId, repoId: number, values = ''): Promise<number> => {
  const { id } = await fixture.admin<{ id: number }>(
    `INSERT INTO jobs (org_id, kind, repo_id, created_by, created_at) VALUES ($1, 'tidy', $2, 'user:1', now()) RETURNING id`,
    [orgId, repoId],
  );
  if (values !== '') await fixture.admin(`UPDATE jobs SET ${values} WHERE id = $1`, [id]);
  return id;
};
const claim = (leaseSeconds = 30): Promise<Claim | null> => claims.claim(['tidy'], leaseSeconds);

describe('claiming jobs', () => {
  it('gives each organization its turn, however many jobs another one has', async () => {
    const { orgId, otherOrgId } = fixture;
    for (const repo of [1, 2, 3]) await aJob(orgId, repo);
    await aJob(otherOrgId, 9);
    const order = [await claim(), await claim(), await claim(), await claim()].map((each) => each?.orgId);
    expect(order).toEqual([orgId, otherOrgId, orgId, orgId]);
    expect(await claim()).toBeNull();
  });

  it('takes turns among the jobs of one organization', async () => {
    const ids = [await aJob(fixture.orgId, 1), await aJob(fixture.orgId, 2)];
    const order: unknown[] = [];
    for (let turn = 0; turn < 4; turn += 1) order.push((await claim(0))?.id);
    expect(order).toEqual([...ids, ...ids]);
  });

  it('takes over where a lease has ended, under a higher number', async () => {
    const id = await aJob(fixture.orgId, 1);
    const first = await claim(0);
    const second = await claim();
    expect([first?.claim, second?.claim, second?.id]).toEqual([1, 2, id]);
    expect(await claim()).toBeNull();
  });

  it('leaves alone what has ended, is not due, or nobody here can do', async () => {
    await aJob(fixture.orgId, 1, `state = 'done'`);
    await aJob(fixture.orgId, 2, `state = 'failed'`);
    await aJob(fixture.orgId, 3, `due_at = now() + interval '1 minute'`);
    await aJob(fixture.orgId, 4, `kind = 'of a later version'`);
    expect(await claim()).toBeNull();
  });

  it('never gives one job to two at once', async () => {
    for (let repo = 1; repo <= 8; repo += 1) await aJob(fixture.orgId, repo);
    const claimed = await Promise.all(Array.from({ length: 12 }, () => claim()));
    const ids = claimed.flatMap((each) => each?.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    for (let more = await claim(); more; more = await claim()) ids.push(more.id);
    expect(new Set(ids).size).toBe(8);
  });

  it('has one unfinished job of a kind and repository', async () => {
    await aJob(fixture.orgId, 1);
    await expect(aJob(fixture.orgId, 1)).rejects.toThrow(/jobs_unfinished/);
    await aJob(fixture.otherOrgId, 1);
    await fixture.admin(`UPDATE jobs SET state = 'done'`);
    await aJob(fixture.orgId, 1);
  });
});

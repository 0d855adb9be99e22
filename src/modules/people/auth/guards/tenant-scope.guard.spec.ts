import type { ExecutionContext } from '@nestjs/common';
import type { Caller } from '../../../../platform/tenancy/caller.js';
import type { OrganizationNameReadModel } from '../organization-name.read-model.js';
import type { StaffVisits } from '../staff-visits.js';
import { TenantScopeGuard } from './tenant-scope.guard.js';

const OWN = 1;
const OTHER = 2;
const KNOWN = [OWN, OTHER];

describe('TenantScopeGuard', () => {
  it('leaves callers in their own organization', async () => {
    await expect(orgAfter(undefined)).resolves.toBe(OWN);
    await expect(orgAfter('1')).resolves.toBe(OWN);
    await expect(orgAfter('1', { isSuperAdmin: true })).resolves.toBe(OWN);
  });

  it('moves a SUPER_ADMIN, and nobody else, to the organization that is named', async () => {
    await expect(orgAfter('2', { isSuperAdmin: true })).resolves.toBe(OTHER);
    expect(visited).toEqual([OTHER]);
    await expect(orgAfter('2')).rejects.toMatchObject({
      code: 'foreign_organization',
      detail: 'Only a SUPER_ADMIN may act in another organization.',
    });
  });

  it('tells a SUPER_ADMIN, and nobody else, that an organization does not exist', async () => {
    await expect(orgAfter('3', { isSuperAdmin: true })).rejects.toMatchObject({ code: 'not_found' });
    await expect(orgAfter('3')).rejects.toMatchObject({ code: 'foreign_organization' });
  });

  it.each(['', '0', '-2', '02', '2.0', ' 2', 'two', '2,2', '9007199254740992'])(
    'refuses %j as an id',
    async (named) => {
      for (const isSuperAdmin of [true, false])
        await expect(orgAfter(named, { isSuperAdmin })).rejects.toMatchObject({
          code: 'invalid_id',
          detail: 'X-Org-Id must be the id of an organization in plain digits.',
        });
    },
  );

  it('keeps the rest of the caller', async () => {
    const request = requestOf('2', { ...aCaller, isSuperAdmin: true });
    await new TenantScopeGuard(names, visits).canActivate(contextOf(request));
    expect(request.caller).toEqual({ ...aCaller, isSuperAdmin: true, orgId: OTHER });
  });

  it('has nothing to say on public routes', async () => {
    const request = requestOf('2', undefined);
    await expect(new TenantScopeGuard(names, visits).canActivate(contextOf(request))).resolves.toBe(true);
    expect(request.caller).toBeUndefined();
  });
});

const aCaller = { userId: 12, name: 'somebody@example.test', orgId: OWN, isSuperAdmin: false } as unknown as Caller;

const names = {
  findOrganizationName: (orgId: number) => Promise.resolve(KNOWN.includes(orgId) ? { id: orgId } : null),
} as unknown as OrganizationNameReadModel;

/** Organizations that learned of a visit. */
const visited: number[] = [];
const visits = { note: (_: Caller, orgId: number) => visited.push(orgId) } as unknown as StaffVisits;

/** The organization that the request then acts in. */
async function orgAfter(named: string | undefined, changes: Partial<Caller> = {}): Promise<number | undefined> {
  const request = requestOf(named, { ...aCaller, ...changes });
  const isIn = await new TenantScopeGuard(names, visits).canActivate(contextOf(request));
  return isIn ? request.caller?.orgId : undefined;
}

interface AnyRequest {
  caller: Caller | undefined;
  get(name: string): string | undefined;
}

const requestOf = (named: string | undefined, caller: Caller | undefined): AnyRequest => ({
  caller,
  get: (name) => (name === 'x-org-id' ? named : undefined),
});

const contextOf = (request: AnyRequest): ExecutionContext =>
  ({ switchToHttp: () => ({ getRequest: () => request }) }) as unknown as ExecutionContext;

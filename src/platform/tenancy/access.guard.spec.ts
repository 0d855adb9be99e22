import 'reflect-metadata';
import type { ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { AppError } from '../errors/app-error.js';
import { AccessGuard, requireScopesOf } from './access.guard.js';
import {
  AnyCaller,
  AnyReader,
  MemberAccess,
  OrgAdminOnly,
  OrgOwnerInPerson,
  OrgOwnerOnly,
  OwnerMintsAccess,
  Public,
  SuperAdminOnly,
  ViewerAccess,
} from './access.js';
import { type Caller, describeActor } from './caller.js';
import { isAtLeast, type Role, ROLES, type Scope, weakerOf } from './role.js';

class Routes {
  @Public() open() {
    return null;
  }
  forgotten() {
    return null;
  }
  @ViewerAccess('read:scans', 'write:scans') reads() {
    return null;
  }
  @AnyReader() overview() {
    return null;
  }
  @AnyCaller() self() {
    return null;
  }
  @MemberAccess('write:scans') writes() {
    return null;
  }
  @OrgAdminOnly() administers() {
    return null;
  }
  @OrgOwnerOnly() owns() {
    return null;
  }
  @OrgOwnerInPerson() transfers() {
    return null;
  }
  @OwnerMintsAccess() mints() {
    return null;
  }
  @SuperAdminOnly() operates() {
    return null;
  }
}
type Route = keyof Routes;

@ViewerAccess('read:repos')
class GuardedRoutes {
  ordinary() {
    return null;
  }
  @OrgAdminOnly() special() {
    return null;
  }
}

const guard = new AccessGuard(new Reflector());

const person = (role: Role): Caller => ({ ...aCaller, role });
const key = (role: Role, ...scopes: Scope[]): Caller => ({ ...aCaller, role, scopes: new Set(scopes), ...byKey });
const byKey = { credential: { type: 'api_key', apiKeyId: 7 } } as unknown as Pick<Caller, 'credential'>;
const aCaller = {
  userId: 12,
  name: 'somebody@example.test',
  orgId: 1,
  repoIds: null,
  isSuperAdmin: false,
  scopes: null,
  credential: { type: 'jwt', sessionId: 's' },
  address: null,
  requestId: 'r',
  clientRequestId: null,
} as unknown as Caller;

describe('AccessGuard', () => {
  it('lets anyone use a public route', () => {
    expect(outcome('open', undefined)).toBe('in');
  });

  it.each([undefined, person('SUPER_ADMIN'), key('ORG_OWNER', 'admin')])(
    'lets nobody use a route that says nothing of its access',
    (caller) => expect(outcome('forgotten', caller)).toBe('forbidden'),
  );

  it('lets nobody use a guarded route whom no guard has identified', () => {
    expect(outcome('self', undefined)).toBe('forbidden');
  });

  it.each<[Route, Role]>([
    ['reads', 'VIEWER'],
    ['overview', 'VIEWER'],
    ['self', 'VIEWER'],
    ['writes', 'MEMBER'],
    ['administers', 'ORG_ADMIN'],
    ['owns', 'ORG_OWNER'],
    ['transfers', 'ORG_OWNER'],
    ['mints', 'ORG_OWNER'],
    ['operates', 'SUPER_ADMIN'],
  ])('opens %s to %s and up', (route, weakest) => {
    for (const role of ROLES)
      expect([role, outcome(route, person(role))]).toEqual([
        role,
        ROLES.indexOf(role) >= ROLES.indexOf(weakest) ? 'in' : 'role_required',
      ]);
  });

  it.each<[Route, readonly Scope[]]>([
    ['reads', ['read:scans', 'write:scans', 'admin']],
    ['overview', ['read:scans', 'read:repos', 'admin']],
    ['self', ['read:scans', 'read:repos', 'write:scans', 'admin']],
    ['writes', ['write:scans', 'admin']],
    ['administers', ['admin']],
    ['owns', ['admin']],
  ])('opens %s to keys with one of %j', (route, admitted) => {
    for (const scope of ['read:scans', 'read:repos', 'write:scans', 'admin'] as const)
      expect([scope, outcome(route, key('ORG_OWNER', scope))]).toEqual([
        scope,
        admitted.includes(scope) ? 'in' : 'scope_required',
      ]);
    expect(outcome(route, key('ORG_OWNER'))).toBe(route === 'self' ? 'in' : 'scope_required');
  });

  it('opens what mints to keys with that scope alone, and what is for people to none', () => {
    for (const scope of ['read:scans', 'write:scans', 'admin'] as const)
      expect(refusalOf('mints', key('ORG_OWNER', scope))?.detail).toBe(
        'This needs an API key with the scope mint, which admin does not include.',
      );
    expect(outcome('mints', key('ORG_OWNER', 'mint'))).toBe('in');
    expect(outcome('mints', key('ORG_ADMIN', 'mint'))).toBe('role_required');
    expect(outcome('transfers', key('ORG_OWNER', 'admin', 'mint'))).toBe('forbidden');
  });

  it.each<[object, readonly Scope[], string | null]>([
    [{ url: 'u' }, ['mint'], null],
    [{ url: 'u' }, ['admin'], 'A change of url needs an API key with the scope mint, which admin does not include.'],
    [
      { url: 'u', headers: {}, name: 'n' },
      ['admin'],
      'A change of url and headers needs an API key with the scope mint, which admin does not include.',
    ],
    [{ url: 'u', name: 'n' }, ['mint'], 'A change of name needs an API key with the scope admin.'],
    [{ url: 'u', name: 'n' }, ['admin', 'mint'], null],
    [{ url: undefined, name: 'n' }, ['admin'], null],
    [{}, ['admin'], null],
    [{}, ['mint'], 'This needs an API key with the scope admin.'],
  ])('requires for %j of a key with %j what its fields need', (body, scopes, refusal) => {
    const require = () => requireScopesOf(key('ORG_ADMIN', ...scopes), body, ['url', 'headers']);
    if (refusal === null) expect(require).not.toThrow();
    else expect(require).toThrow(refusal);
    expect(() => requireScopesOf(person('ORG_ADMIN'), body, ['url', 'headers'])).not.toThrow();
  });

  it('asks keys for the role besides the scope', () => {
    expect(outcome('administers', key('MEMBER', 'admin'))).toBe('role_required');
  });

  it('says what is missing', () => {
    expect(refusalOf('reads', key('VIEWER'))?.detail).toBe(
      'This needs an API key with the scope read:scans or write:scans.',
    );
    expect(refusalOf('owns', person('ORG_ADMIN'))?.detail).toBe(
      'This requires the role ORG_OWNER or higher in the organization.',
    );
    expect(refusalOf('forgotten', person('ORG_ADMIN'))?.detail).toBe('This route is not open to anyone.');
  });

  it('takes what the class says, unless the route says something else', () => {
    const asks = (route: keyof GuardedRoutes, caller: Caller) =>
      outcomeOf(() => guard.canActivate(contextOf(GuardedRoutes, GuardedRoutes.prototype[route], caller)));
    expect(asks('ordinary', person('VIEWER'))).toBe('in');
    expect(asks('ordinary', key('VIEWER', 'read:scans'))).toBe('scope_required');
    expect(asks('special', person('VIEWER'))).toBe('role_required');
    expect(asks('special', person('ORG_ADMIN'))).toBe('in');
  });
});

describe('roles', () => {
  it('stand in one order', () => {
    for (const [index, role] of ROLES.entries())
      for (const [other, wanted] of ROLES.entries()) {
        expect(isAtLeast(role, wanted)).toBe(index >= other);
        expect(weakerOf(role, wanted)).toBe(ROLES[Math.min(index, other)]);
      }
  });
});

describe('describeActor', () => {
  it('names the user, or the key', () => {
    expect(describeActor(person('MEMBER'))).toBe('user:12');
    expect(describeActor(key('MEMBER'))).toBe('api_key:7');
  });
});

const outcome = (route: Route, caller: Caller | undefined): string =>
  refusalOf(route, caller)?.code ??
  outcomeOf(() => guard.canActivate(contextOf(Routes, Routes.prototype[route], caller)));

function refusalOf(route: Route, caller: Caller | undefined): AppError | null {
  try {
    guard.canActivate(contextOf(Routes, Routes.prototype[route], caller));
    return null;
  } catch (error) {
    return error as AppError;
  }
}

function outcomeOf(attempt: () => boolean): string {
  try {
    return attempt() ? 'in' : 'held back';
  } catch (error) {
    return (error as AppError).code;
  }
}

const contextOf = (controller: unknown, handler: unknown, caller: Caller | undefined): ExecutionContext =>
  ({
    getClass: () => controller,
    getHandler: () => handler,
    switchToHttp: () => ({ getRequest: () => ({ caller }) }),
  }) as unknown as ExecutionContext;

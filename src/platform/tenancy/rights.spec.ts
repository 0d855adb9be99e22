import 'reflect-metadata';
import { Reflector } from '@nestjs/core';
import type { RepoId } from '../../domain/ids.js';
import { ApiKeyController } from '../../modules/people/auth/api-key.controller.js';
import { MemberController } from '../../modules/people/organization/member.controller.js';
import { RepoController } from '../../modules/people/organization/repo.controller.js';
import { AuditController } from '../../modules/record/audit/audit.controller.js';
import { BaselineController } from '../../modules/verdict/baseline/baseline.controller.js';
import { IssueController } from '../../modules/verdict/findings/issues/issue.controller.js';
import { GateConfigController } from '../../modules/verdict/quality-gate/gate-config.controller.js';
import { GateStatusController } from '../../modules/verdict/quality-gate/gate-status.controller.js';
import { WaiverController } from '../../modules/verdict/waiver/waiver.controller.js';
import { refuseAccess } from './access.guard.js';
import { ACCESS, type Access } from './access.js';
import type { Caller } from './caller.js';
import { type Right, RIGHTS, rightsOf } from './rights.js';
import { ROLES, type Scope, SCOPES } from './role.js';

const REPO = 7 as RepoId;
const OTHER_REPO = 8 as RepoId;

const aCaller = (wish: Partial<Caller>): Caller =>
  ({
    orgId: 1,
    role: 'ORG_OWNER',
    scopes: null,
    repoIds: null,
    credential: { type: 'jwt' },
    ...wish,
  }) as Caller;
const grantedTo = (wish: Partial<Caller>, repoId: RepoId | null): Right[] => {
  const rights = rightsOf(aCaller(wish), repoId);
  return RIGHTS.filter((right) => rights[right]);
};

const OF_MEMBERS: readonly Right[] = ['mark_fp', 'request_waiver'];
const OF_ORGANIZATION: readonly Right[] = ['manage_members', 'manage_keys', 'read_audit'];

describe('rightsOf', () => {
  it('follows the role', () => {
    expect(grantedTo({ role: 'VIEWER' }, REPO)).toEqual([]);
    expect(grantedTo({ role: 'MEMBER' }, REPO)).toEqual(OF_MEMBERS);
    expect(grantedTo({ role: 'ORG_ADMIN' }, REPO)).toEqual(RIGHTS);
    expect(grantedTo({ role: 'ORG_ADMIN' }, null)).toEqual(RIGHTS);
  });

  it('of a key follows its scopes as well', () => {
    const withScopes = (...scopes: Scope[]) => grantedTo({ scopes: new Set(scopes) }, REPO);
    expect(withScopes('read:scans', 'read:repos')).toEqual([]);
    expect(withScopes('write:scans')).toEqual(OF_MEMBERS);
    expect(withScopes('admin')).toEqual(RIGHTS.filter((right) => !['manage_members', 'manage_keys'].includes(right)));
    expect(withScopes('admin', 'mint')).toEqual(RIGHTS);
  });

  it('of a bound key ends with its repositories', () => {
    const bound = { repoIds: [REPO], scopes: new Set<Scope>(['admin', 'mint']) };
    expect(grantedTo(bound, REPO)).toEqual(RIGHTS.filter((right) => right !== 'manage_members'));
    const beyond = OF_ORGANIZATION.filter((right) => right !== 'manage_members');
    expect(grantedTo(bound, OTHER_REPO)).toEqual(beyond);
    expect(grantedTo(bound, null)).toEqual(beyond);
  });

  it.each<[Right, ...object[]]>([
    ['mark_fp', IssueController.prototype.mark],
    ['waive', WaiverController.prototype.create],
    ['rebuild_baseline', BaselineController.prototype.rebuild],
    ['recompute', GateStatusController.prototype.recompute],
    ['edit_policy', GateConfigController.prototype.saveGateConfig],
    ['edit_repo', RepoController.prototype.update],
    [
      'manage_members',
      MemberController.prototype.add,
      MemberController.prototype.update,
      MemberController.prototype.revokeSessions,
    ],
    ['manage_keys', ApiKeyController.prototype.create, ApiKeyController.prototype.revoke],
    ['read_audit', AuditController.prototype.listAuditEntries],
  ])('%s is what its routes allow', (right, ...handlers) => {
    const accesses = handlers.map((handler) => new Reflector().get<Access>(ACCESS, handler as () => void));
    const bounds = [null, [REPO]];
    const scopes = [null, ...SCOPES.map((scope) => new Set([scope]))];
    for (const role of ROLES)
      for (const scope of scopes)
        for (const repoIds of bounds) {
          const caller = aCaller({ role, scopes: scope, repoIds });
          expect(rightsOf(caller, REPO)[right]).toBe(accesses.every((access) => refuseAccess(access, caller) === null));
        }
  });
});

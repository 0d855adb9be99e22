import { isAtLeast, type OrgRole, type Scope } from '../../platform/tenancy/role.js';

/** What a new key may do. */
export interface ApiKeyGrant {
  readonly scopes: readonly Scope[];
  readonly role: OrgRole;
}

const READ: readonly Scope[] = ['read:scans', 'read:repos'];

/**
 * What of a new key was left open. The role follows from the scopes: `admin` asks for ORG_ADMIN, `write:scans` for
 * MEMBER, the others for VIEWER. The scopes follow from the role, which is MEMBER when both are open.
 */
export function completeGrant(asked: { scopes?: readonly Scope[]; role?: OrgRole }): ApiKeyGrant {
  const scopes = asked.scopes ?? scopesFor(asked.role ?? 'MEMBER');
  return { scopes: [...new Set(scopes)], role: asked.role ?? roleFor(scopes) };
}

function scopesFor(role: OrgRole): readonly Scope[] {
  if (isAtLeast(role, 'ORG_ADMIN')) return [...READ, 'write:scans', 'admin'];
  return isAtLeast(role, 'MEMBER') ? [...READ, 'write:scans'] : READ;
}

function roleFor(scopes: readonly Scope[]): OrgRole {
  if (scopes.includes('admin')) return 'ORG_ADMIN';
  return scopes.includes('write:scans') ? 'MEMBER' : 'VIEWER';
}

import { AppError } from '../../../platform/errors/app-error.js';
import type { RepoBound } from '../../../platform/tenancy/repo-bound.js';
import { isAtLeast, type OrgRole, type Scope } from '../../../platform/tenancy/role.js';

/** Rights of a new key. */
export interface ApiKeyGrant {
  readonly scopes: readonly Scope[];
  readonly role: OrgRole;
}

const READ: readonly Scope[] = ['read:scans', 'read:repos'];

/** All scopes that an agent's key may have. */
const AGENT_SCOPES: readonly Scope[] = [...READ, 'write:scans'];

/** Repositories and baseline access of a new key. */
export interface ApiKeyBound {
  readonly repoIds: RepoBound;
  readonly mayWriteBaseline: boolean;
}

/**
 * The bound of a new key: what was left open is its maker's own. Null where it would reach further than its maker.
 *
 * @param asked `repoIds` null: all repositories; undefined: left open
 */
export function boundOfNewKey(maker: ApiKeyBound, asked: Partial<ApiKeyBound>): ApiKeyBound | null {
  const { repoIds = maker.repoIds, mayWriteBaseline = maker.mayWriteBaseline } = asked;
  const isWithin = maker.repoIds === null || (repoIds?.every((id) => maker.repoIds!.includes(id)) ?? false);
  if (!isWithin || (mayWriteBaseline && !maker.mayWriteBaseline)) return null;
  return { repoIds: repoIds && [...new Set(repoIds)], mayWriteBaseline };
}

/**
 * Completes the rights of a new key. The role follows from the scopes: `admin` and `mint` require ORG_ADMIN, `write:scans`
 * MEMBER, the others VIEWER. The scopes follow from the role, which is MEMBER when both are open; `mint` is
 * given by name alone.
 */
export function completeGrant(asked: { scopes?: readonly Scope[]; role?: OrgRole }): ApiKeyGrant {
  const scopes = asked.scopes ?? scopesFor(asked.role ?? 'MEMBER');
  return { scopes: [...new Set(scopes)], role: asked.role ?? roleFor(scopes) };
}

/**
 * Refuses rights that an agent's key never has.
 *
 * @throws AppError `agent_scope`
 */
export function refuseBeyondAgent({ role, scopes }: ApiKeyGrant, mayWriteBaseline: boolean | undefined): void {
  const isWithin = !isAtLeast(role, 'ORG_ADMIN') && scopes.every((scope) => AGENT_SCOPES.includes(scope));
  if (!isWithin || mayWriteBaseline)
    throw new AppError(
      'agent_scope',
      `An agent's key may only have the scopes ${AGENT_SCOPES.join(', ')} and at most the role MEMBER, and may not write the baseline.`,
    );
}

function scopesFor(role: OrgRole): readonly Scope[] {
  if (isAtLeast(role, 'ORG_ADMIN')) return [...READ, 'write:scans', 'admin'];
  return isAtLeast(role, 'MEMBER') ? [...READ, 'write:scans'] : READ;
}

/** The weakest role that may use these scopes. */
export function roleFor(scopes: readonly Scope[]): OrgRole {
  if (scopes.includes('admin') || scopes.includes('mint')) return 'ORG_ADMIN';
  return scopes.includes('write:scans') ? 'MEMBER' : 'VIEWER';
}

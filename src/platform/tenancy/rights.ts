import type { RepoId } from '../../domain/ids.js';
import { refuseAccess } from './access.guard.js';
import type { Access } from './access.js';
import { type CallerIdentity, reaches } from './caller.js';

const WRITER: Access = { role: 'MEMBER', scopes: ['write:scans'] };
const ADMIN: Access = { role: 'ORG_ADMIN', scopes: ['admin'] };
const MINTER: Access = { role: 'ORG_ADMIN', scopes: ['mint'] };

/** A right: the access that its routes demand, and if it is about a repository or one of its scans. */
interface Demand {
  readonly accesses: readonly Access[];
  readonly isOfRepo: boolean;
}

const ofRepo = (access: Access): Demand => ({ accesses: [access], isOfRepo: true });
const ofOrganization = (...accesses: Access[]): Demand => ({ accesses, isOfRepo: false });

const DEMANDS = {
  mark_fp: ofRepo(WRITER),
  waive: ofRepo(ADMIN),
  request_waiver: ofRepo(WRITER),
  approve_waiver: ofRepo(ADMIN),
  rebuild_baseline: ofRepo(ADMIN),
  recompute: ofRepo(ADMIN),
  edit_policy: ofRepo(ADMIN),
  edit_repo: ofRepo(ADMIN),
  manage_members: ofOrganization({ ...ADMIN, isOrgWide: true }, MINTER),
  manage_keys: ofOrganization(ADMIN, MINTER),
  read_audit: ofOrganization(ADMIN),
} as const satisfies Readonly<Record<string, Demand>>;

export type Right = keyof typeof DEMANDS;
export const RIGHTS = Object.keys(DEMANDS) as readonly Right[];
/** Rights of a caller, so that a page offers what the service would allow: `can` of its answers. */
export type Rights = Readonly<Record<Right, boolean>>;

/** @param repoId repository that the rights are about, or that of the scan; null for the organization as a whole */
export function rightsOf(caller: CallerIdentity, repoId: RepoId | null): Rights {
  const may = ({ accesses, isOfRepo }: Demand): boolean =>
    accesses.every((access) => refuseAccess(access, caller) === null) && (!isOfRepo || reaches(caller, repoId));
  return Object.fromEntries(RIGHTS.map((right) => [right, may(DEMANDS[right])])) as Rights;
}

import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError } from '../errors/app-error.js';
import { ACCESS, type Access, IS_PUBLIC } from './access.js';
import type { AuthenticatedRequest } from './authenticated-request.js';
import {
  beyondBound,
  type CallerIdentity,
  forPeople,
  hasRole,
  hasScope,
  isPerson,
  type Restriction,
} from './caller.js';
import type { Scope } from './role.js';

/** Role and scope: what the route's access decorator asks. A route that forgot its decorator is closed to all. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(IS_PUBLIC, targets)) return true;
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, targets);
    const { caller } = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const refusal = refuseAccess(access, caller);
    if (refusal) throw refusal;
    return true;
  }
}

/** Reason why the caller may not use a route with these requirements; null: it may. */
export function refuseAccess(access: Access | undefined, caller: CallerIdentity | undefined): AppError | null {
  if (!access || !caller) return new AppError('forbidden', 'This route is not open to anyone.');
  if (caller.credential.type === 'upload_token' && access.isFeeding !== true) return beyondUpload(access);
  if (caller.credential.type === 'publisher_token' && !isOfPipelines(access)) return beyondPipeline();
  if (caller.restriction && !access.despite?.includes(caller.restriction)) return restricted(caller.restriction);
  if (access.isForPeople && !isPerson(caller)) return forPeople();
  if (access.scopes.length > 0 && !access.scopes.some((scope) => hasScope(caller, scope)))
    return lacksScope('This', access.scopes);
  if (!hasRole(caller, access.role))
    return new AppError('role_required', `This requires the role ${access.role} or higher in the organization.`);
  if (access.isOrgWide && caller.repoIds !== null) return beyondBound();
  return null;
}

/**
 * Requires the scopes that the fields of a body need: `mint` for those that are named, `admin` for others, and where there are none.
 *
 * @throws AppError `scope_required`, which names the fields
 */
export function requireScopesOf(caller: CallerIdentity, body: object, minting: readonly string[]): void {
  const given = Object.entries(body).flatMap(([field, value]) => (value === undefined ? [] : [field]));
  const minted = given.filter((field) => minting.includes(field));
  const others = given.filter((field) => !minting.includes(field));
  if (minted.length > 0 && !hasScope(caller, 'mint')) throw lacksScope(`A change of ${minted.join(' and ')}`, ['mint']);
  if ((others.length > 0 || minted.length === 0) && !hasScope(caller, 'admin'))
    throw lacksScope(others.length > 0 ? `A change of ${others.join(' and ')}` : 'This', ['admin']);
}

function lacksScope(what: string, scopes: readonly Scope[]): AppError {
  const aside = scopes.includes('mint') && !scopes.includes('admin') ? ', which admin does not include' : '';
  return new AppError('scope_required', `${what} needs an API key with the scope ${scopes.join(' or ')}${aside}.`);
}

const DUTIES: Readonly<Record<Restriction, string>> = {
  password_change_required: 'The password is temporary. Set a new one first (POST /api/auth/password).',
  second_factor_required:
    'The organization, or the service for its staff, requires a second factor. Enroll one (POST /api/auth/totp/enroll or POST /api/auth/passkeys/options), or prove yours (POST /api/auth/second-factor).',
};

const restricted = (restriction: Restriction): AppError => new AppError(restriction, DUTIES[restriction]);

const isOfPipelines = ({ role, isFeeding, isForPipelines }: Access): boolean =>
  role === 'VIEWER' || isFeeding === true || isForPipelines === true;

const beyondPipeline = (): AppError =>
  new AppError(
    'scope_required',
    'The token of a trusted publisher can only start, upload to and read scans. This requires a person or an API key.',
  );

/** The refusal of an upload token by a route that does not feed scans; one without scopes is for those who signed in. */
const beyondUpload = ({ scopes }: Access): AppError =>
  new AppError(
    scopes.length > 0 ? 'scope_required' : 'unauthenticated',
    'An upload token can only upload reports of its scan and complete it.',
  );

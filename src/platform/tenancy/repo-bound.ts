import { AsyncLocalStorage } from 'node:async_hooks';
import type { NextFunction, Request, Response } from 'express';
import type { RepoId } from '../../domain/ids.js';

/** Repositories that a credential is bound to; null: all of its organization, those to come included. */
export type RepoBound = readonly RepoId[] | null;

/** The bound of one request, filled in once its caller is known. */
interface BoundPlace {
  bound: RepoBound;
}

const requests = new AsyncLocalStorage<BoundPlace>();

/** Opens the place for a request's bound. All that answering it awaits finds the same place. */
export function followRepoBound(_request: Request, _response: Response, next: NextFunction): void {
  requests.run({ bound: null }, next);
}

/**
 * Binds the rest of the current request: from here on its tenant transactions see rows of these repositories alone.
 * Called by the authentication guard, before anything is read for the caller.
 */
export function bindRequest(bound: RepoBound): void {
  const request = requests.getStore();
  if (request) request.bound = bound;
  else if (bound !== null) throw new Error('A bound caller outside of a request cannot be confined.');
}

/** Does work, and all that it awaits, within a bound. */
export const runWithin = <Result>(bound: RepoBound, work: () => Result): Result => requests.run({ bound }, work);

/** The bound of the current request; null outside of one, as in a job of the service's own. */
export const currentBound = (): RepoBound => requests.getStore()?.bound ?? null;

/**
 * Reads beyond the bound of the current request, for a value that is shared by callers of every bound: each of them must
 * be checked before it receives the value.
 */
export const unbound = <Value>(read: () => Value): Value => runWithin(null, read);

/** The bound as the policies of row security read it: an array's text, empty where there is none (migrations/tenant-table.ts). */
export const boundSetting = (bound: RepoBound): string => (bound === null ? '' : `{${bound.join(',')}}`);

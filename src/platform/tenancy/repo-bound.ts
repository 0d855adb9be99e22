import { AsyncLocalStorage } from 'node:async_hooks';
import type { NextFunction, Request, Response } from 'express';
import type { RepoId } from '../../domain/ids.js';

/** Repositories that a credential is bound to; null: all of its organization, those to come included. */
export type RepoBound = readonly RepoId[] | null;

/** The bound of one request and the judgement of its caller, filled in once the caller is known. */
interface RequestPlace {
  bound: RepoBound;
  judgement?: Judgement;
}

/** When the caller was let in, and what refuses a caller who may not do the same any more. */
interface Judgement {
  readonly at: number;
  readonly repeat: () => Promise<void>;
}

/** Longest time, in milliseconds, for which a caller who was let in may store what the request brings. */
const CONFIRMED_FOR_MS = 1_000;

const requests = new AsyncLocalStorage<RequestPlace>();

/** Opens the place for what is known of a request's caller. All that answering it awaits finds the same place. */
export function followRepoBound(_request: Request, _response: Response, next: NextFunction): void {
  requests.run({ bound: null }, next);
}

/**
 * Binds the rest of the current request: from here on its tenant transactions see rows of these repositories alone.
 * Called by the authentication guard, before anything is read for the caller.
 *
 * @param judgeAgain rejects where the caller may not do the same any more
 */
export function bindRequest(bound: RepoBound, judgeAgain: () => Promise<void>): void {
  const request = requests.getStore();
  if (request) Object.assign(request, { bound, judgement: { at: performance.now(), repeat: judgeAgain } });
  else if (bound !== null) throw new Error('A caller that is limited to repositories needs an open request.');
}

/**
 * Judges the caller of the current request again where it was let in more than a second ago. To be called before what took long
 * to arrive or to read is stored: the credential may have been revoked meanwhile.
 */
export async function confirmCaller(): Promise<void> {
  const judgement = requests.getStore()?.judgement;
  if (judgement && performance.now() - judgement.at > CONFIRMED_FOR_MS) await judgement.repeat();
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

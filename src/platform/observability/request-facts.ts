import type { IncomingMessage } from 'node:http';
import type { CallerIdentity } from '../tenancy/caller.js';

/** Facts of a request by those who answer it, for its metrics, its line in the log and its span. */
export interface RequestFacts {
  /** Pattern of the route, such as `/api/scans/:id`; never the path, which names objects. */
  readonly route?: string;
  readonly caller?: CallerIdentity;
  /** True for an answer from a cache, of which most are alike. */
  readonly isCached?: boolean;
}

const FACTS = Symbol('facts');

interface Noted extends IncomingMessage {
  [FACTS]?: RequestFacts;
}

/** Adds facts to those of a request. */
export function noteFacts(request: IncomingMessage, facts: RequestFacts): void {
  (request as Noted)[FACTS] = { ...(request as Noted)[FACTS], ...facts };
}

/** Facts that were noted until now. */
export const factsOf = (request: IncomingMessage): RequestFacts => (request as Noted)[FACTS] ?? {};

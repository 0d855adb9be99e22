import { claimText } from './demanded-claims.js';
import type { Claims } from './publisher-kinds.js';

type Token = Readonly<Record<string, unknown>>;

/** Names of the demanded claims that the token lacks or has otherwise; none where it fits. */
export const unmetClaims = (demanded: Claims, token: Token): readonly string[] =>
  Object.keys(demanded).filter((name) => !Object.hasOwn(token, name) || claimText(token[name]) !== demanded[name]);

/** Claims of a token that have a text, by their names. */
export function textClaims(token: Token): Claims {
  const texts = Object.entries(token).map(([name, value]) => [name, claimText(value)] as const);
  return Object.fromEntries(texts.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** Projects that a token names: its own, and the one that its pipeline runs in. */
export const projectsOf = ({ repository_id, project_id, job_project_id }: Claims): readonly string[] =>
  [repository_id, project_id, job_project_id].filter((id) => id !== undefined);

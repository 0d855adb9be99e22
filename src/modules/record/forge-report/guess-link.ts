import { toProjectAddress } from '../../../domain/forge/forge-sites.js';
import type { OrgId, RepoId } from '../../../domain/ids.js';

/** A repository as far as its forge is guessed by it. */
export interface GuessedRepo {
  readonly id: RepoId;
  readonly name: string;
  readonly url: string | null;
}

/**
 * Links a repository without a link to the connection whose site its address begins with; one without an address to the only
 * connection there is, if its name is one of a project. $1 organization, $2 repository, $3 address or null, $4 name.
 */
export const GUESS_LINK = `
  INSERT INTO repo_forges (org_id, repo_id, forge_id, project, is_guessed)
  SELECT f.org_id, $2::bigint, f.id, CASE WHEN $3::text IS NULL THEN $4 ELSE substr($3, length(f.base_url) + 2) END, true
  FROM forges f
  WHERE f.org_id = $1 AND NOT EXISTS (SELECT FROM repo_forges l WHERE l.org_id = $1 AND l.repo_id = $2)
    AND CASE WHEN $3 IS NULL THEN $4 LIKE '%_/_%' AND (SELECT count(*) FROM forges one WHERE one.org_id = $1) = 1
      ELSE starts_with($3, f.base_url || '/') END
  ORDER BY length(f.base_url) DESC, f.id LIMIT 1
  ON CONFLICT DO NOTHING`;

/** Values of the first four parameters of `GUESS_LINK`. */
export const toGuessValues = (orgId: OrgId, { id, name, url }: GuessedRepo): unknown[] => [
  orgId,
  id,
  toProjectAddress(url),
  name,
];

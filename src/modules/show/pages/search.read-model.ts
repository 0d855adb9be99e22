import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import type { PreparedStatement } from '../../../platform/database/prepared-read.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** A file or a rule, with the newest scan of the default branch. */
export interface FoundWord {
  readonly value: string;
  readonly repoName: string;
  readonly scanId: ScanId;
}

/** Results of a search, as the database writes them into JSON. */
export interface Found {
  readonly repositories: readonly { readonly id: RepoId; readonly name: string; readonly defaultBranch: string }[];
  readonly pullRequests: readonly {
    readonly repoId: RepoId;
    readonly repoName: string;
    readonly number: number;
    readonly title: string | null;
  }[];
  readonly files: readonly FoundWord[];
  readonly rules: readonly FoundWord[];
}

const REPOSITORIES = 8;
const PULL_REQUESTS = 6;
/** Pull requests that are searched, those that were scanned last. */
const RECENT = 2_000;
/** Words that are read of a kind: a text has several that begin alike. */
const WORDS = 12;

const wordsOf = (kind: string): string => `(SELECT coalesce(json_agg(found), '[]') FROM (
  SELECT w.value, r.name AS "repoName", r.baseline_scan_id AS "scanId" FROM search_words w
  JOIN repos r ON r.org_id = w.org_id AND r.id = w.repo_id AND r.baseline_scan_id IS NOT NULL
  WHERE w.org_id = $1 AND w.kind = '${kind}' AND w.word >= $2::text COLLATE "C" AND w.word < $3::text COLLATE "C"
  ORDER BY w.word LIMIT ${WORDS}) AS found)`;

/** $1 organization, $2 text in lower case, $3 the first text that does not begin with it, $4 number of a pull request */
export const SEARCH: PreparedStatement = {
  name: 'search',
  text: `
  SELECT
    (SELECT coalesce(json_agg(found), '[]') FROM (
      SELECT r.id, r.name, r.default_branch AS "defaultBranch" FROM repos r
      WHERE r.org_id = $1 AND EXISTS (SELECT FROM unnest(r.name || r.aliases) AS n (name)
        WHERE starts_with(lower(n.name), $2) OR strpos(lower(n.name), '/' || $2) > 0)
      ORDER BY lower(r.name) <> $2, lower(r.name) COLLATE "C", r.id LIMIT ${REPOSITORIES}) AS found) AS repositories,
    (SELECT coalesce(json_agg(found), '[]') FROM (
      SELECT recent.repo_id AS "repoId", r.name AS "repoName", recent.number, recent.title FROM (
        SELECT pr.repo_id, pr.number, pr.title, pr.last_scan_id FROM pull_requests pr WHERE pr.org_id = $1
        ORDER BY pr.last_scan_id DESC LIMIT ${RECENT}) AS recent
      JOIN repos r ON r.org_id = $1 AND r.id = recent.repo_id
      WHERE recent.number = $4::bigint OR starts_with(lower(recent.title), $2) OR strpos(lower(recent.title), ' ' || $2) > 0
      ORDER BY recent.last_scan_id DESC LIMIT ${PULL_REQUESTS}) AS found) AS "pullRequests",
    ${wordsOf('file')} AS files, ${wordsOf('rule')} AS rules`,
};

/** Repositories, pull requests, files and rules by how their names begin: joins `repos`, `pull_requests` and `search_words`. */
@Injectable()
export class SearchReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /** @param text in lower case */
  async find(orgId: OrgId, text: string, prNumber: number | null): Promise<Found> {
    const values = [String(orgId), text, `${text}\u{10ffff}`, prNumber === null ? null : String(prNumber)];
    return (await this.tenant.read<Found>(orgId, SEARCH, values))[0]!;
  }
}

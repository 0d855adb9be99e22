import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import type { SearchWord } from '../../../domain/search/search-words.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** Stores what is new and deletes what is gone: most words are those of the scan before. */
const REPLACE = `
  WITH wanted AS MATERIALIZED (SELECT * FROM unnest($3::text[], $4::text[], $5::text[]) AS w (kind, word, value)),
  gone AS (
    DELETE FROM search_words s WHERE s.org_id = $1 AND s.repo_id = $2 AND (s.kind, s.word, s.value) NOT IN (
      SELECT w.kind, w.word, w.value FROM wanted w)
  )
  INSERT INTO search_words (org_id, repo_id, kind, word, value)
  SELECT $1, $2, w.kind, w.word, w.value FROM wanted w
  WHERE (w.kind, w.word, w.value) NOT IN (
    SELECT s.kind, s.word, s.value FROM search_words s WHERE s.org_id = $1 AND s.repo_id = $2)
  ORDER BY w.kind, w.word COLLATE "C", w.value COLLATE "C"
  ON CONFLICT DO NOTHING`;

@Injectable()
export class SearchWordsRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** The words of a repository are these from now on. */
  async replace(orgId: OrgId, repoId: RepoId, words: readonly SearchWord[]): Promise<void> {
    const columns = [words.map(({ kind }) => kind), words.map(({ word }) => word), words.map(({ value }) => value)];
    await this.tenant.manager(orgId).query(REPLACE, [orgId, repoId, ...columns]);
  }
}

import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import type { TextRow } from './source.repository.js';

/** Texts that are read together: each has at most 1 MiB. */
const TEXTS_AT_ONCE = 16;

/** A text, sealed, and the files that name it. */
export interface StoredText extends TextRow {
  readonly repoId: RepoId;
  /** Files of scans that name the text; null for the fixes of files. */
  readonly files: readonly { readonly scan_id: number; readonly path: string; readonly whole: boolean }[] | null;
  /** Files of scans whose fixes by a tool the text is; null for a text of files. */
  readonly fixes: readonly { readonly scan_id: number; readonly path: string; readonly tool: string }[] | null;
}

/** Stored source text of an organization, inside the open tenant transaction. */
@Injectable()
export class StoredSourceReadModel {
  constructor(private readonly tenant: TenantDatabase) {}

  /**
   * Every text with the files of scans that name it, but what the repository does not allow, and what pending scans alone name:
   * secrets are blanked when these are completed.
   */
  async *each(orgId: OrgId): AsyncGenerator<StoredText> {
    for (let last = 0; ;) {
      const rows: StoredText[] = await this.tenant.manager(orgId).query(
        `SELECT t.id, encode(t.address, 'hex') AS address, t.content, t.repo_id AS "repoId", named.files, fixed.files AS fixes
         FROM source_texts t JOIN repos r ON r.org_id = $1 AND r.id = t.repo_id
         CROSS JOIN LATERAL (
           SELECT json_agg(json_build_object('scan_id', s.scan_id, 'path', s.path, 'whole', s.is_whole)
             ORDER BY s.scan_id, s.path) AS files
           FROM scan_sources s JOIN scans c ON c.org_id = $1 AND c.id = s.scan_id
           WHERE s.org_id = $1 AND s.repo_id = t.repo_id AND s.address = t.address AND c.state <> 'pending'
             AND (r.source_excerpts = 'files' OR NOT s.is_whole)) named
         CROSS JOIN LATERAL (
           SELECT json_agg(json_build_object('scan_id', f.scan_id, 'path', f.path, 'tool', f.tool)
             ORDER BY f.scan_id, f.path, f.tool) AS files
           FROM scan_fixes f JOIN scans c ON c.org_id = $1 AND c.id = f.scan_id
           WHERE f.org_id = $1 AND f.repo_id = t.repo_id AND f.address = t.address AND c.state <> 'pending') fixed
         WHERE t.org_id = $1 AND t.id > $2 AND r.source_excerpts <> 'none' AND (named.files IS NOT NULL OR fixed.files IS NOT NULL)
         ORDER BY t.id LIMIT $3`,
        [orgId, last, TEXTS_AT_ONCE],
      );
      yield* rows;
      if (rows.length < TEXTS_AT_ONCE) return;
      last = rows.at(-1)!.id;
    }
  }
}

import { Injectable } from '@nestjs/common';
import type { LineRange } from '../../../domain/changes/changed-lines.js';
import { FLICKER_LIMITS, type FlickeringLine } from '../../../domain/coverage/flicker.js';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** A flickering line with the scans that know it: those of one tree or commit; empty for all of the repository. */
export interface ScopedLine extends FlickeringLine {
  readonly scope: string;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Lines that flicker, by repository. */
@Injectable()
export class FlickerRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Those that were seen in the last 30 days. */
  list(orgId: OrgId, repoId: RepoId, scopes: readonly string[], now: Date): Promise<ScopedLine[]> {
    return this.tenant.manager(orgId).query(
      `SELECT scope, path, encode(shape, 'hex') AS shape, line FROM flickering_lines
       WHERE org_id = $1 AND repo_id = $2 AND scope = ANY ($3) AND last_seen_at >= $4 ORDER BY path, line`,
      [orgId, repoId, scopes, oldest(now)],
    );
  }

  async hasAny(orgId: OrgId, repoId: RepoId): Promise<boolean> {
    const rows: unknown[] = await this.tenant
      .manager(orgId)
      .query('SELECT FROM flickering_lines WHERE org_id = $1 AND repo_id = $2 LIMIT 1', [orgId, repoId]);
    return rows.length > 0;
  }

  /** Notes that lines flickered now, and forgets those that did not for the longest time. */
  async see(
    orgId: OrgId,
    repoId: RepoId,
    { scope, lines, now }: { readonly scope: string; readonly lines: readonly FlickeringLine[]; readonly now: Date },
  ): Promise<void> {
    const manager = this.tenant.manager(orgId);
    await manager.query(
      `INSERT INTO flickering_lines (org_id, repo_id, scope, path, shape, line, last_seen_at)
       SELECT DISTINCT $1::bigint, $2::bigint, $3, seen.path, decode(seen.shape, 'hex'), seen.line, $7::timestamptz
       FROM unnest($4::text[], $5::text[], $6::integer[]) AS seen (path, shape, line)
       ON CONFLICT (org_id, repo_id, scope, path, shape, line) DO UPDATE SET last_seen_at = excluded.last_seen_at`,
      [
        ...[orgId, repoId, scope, lines.map(({ path }) => path), lines.map(({ shape }) => shape)],
        ...[lines.map(({ line }) => line), now],
      ],
    );
    await manager.query(
      `DELETE FROM flickering_lines WHERE org_id = $1 AND repo_id = $2 AND (last_seen_at < $3
         OR (scope, path, shape, line) IN (
           SELECT scope, path, shape, line FROM flickering_lines WHERE org_id = $1 AND repo_id = $2
           ORDER BY last_seen_at DESC, scope, path, line OFFSET ${FLICKER_LIMITS.lines}))`,
      [orgId, repoId, oldest(now)],
    );
  }

  /** Forgets lines of the repository that were edited. */
  async forget(
    orgId: OrgId,
    repoId: RepoId,
    edited: readonly { readonly path: string; readonly range: LineRange }[],
  ): Promise<void> {
    await this.tenant.manager(orgId).query(
      `DELETE FROM flickering_lines f USING unnest($3::text[], $4::integer[], $5::integer[]) AS edited (path, first, last)
       WHERE f.org_id = $1 AND f.repo_id = $2 AND f.scope = '' AND f.path = edited.path AND f.line BETWEEN edited.first AND edited.last`,
      [
        orgId,
        repoId,
        edited.map(({ path }) => path),
        edited.map(({ range }) => range[0]),
        edited.map(({ range }) => range[1]),
      ],
    );
  }
}

const oldest = (now: Date): Date => new Date(now.getTime() - FLICKER_LIMITS.days * DAY_MS);

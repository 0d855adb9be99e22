import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { groupBy } from '../../../domain/group-by.js';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import type { SourceExcerpts } from '../../../domain/source/source-switch.js';
import { decodeFixes, encodeFixes, type StoredFix } from '../../../domain/source/stored-fix.js';
import {
  addressOfSource,
  blankedLines,
  decodeSource,
  encodeSource,
  type StoredSource,
} from '../../../domain/source/stored-source.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { SealedText } from '../../../platform/secrets/sealed-text.js';
import type { Scan } from '../scan/scan.reader.js';

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** A text as it is stored. */
export interface PackedSource {
  readonly id: number;
  readonly address: Buffer;
  readonly content: Buffer;
  readonly hasBlanks: boolean;
}

/** A file of a scan, and the text that it names. */
export interface NamedSource {
  readonly path: string;
  readonly address: Buffer;
  readonly isWhole: boolean;
}

/** A file of a scan, and the text that has a tool's fixes of it. */
export type NamedFixes = Pick<NamedSource, 'path' | 'address'>;

/** A text that scans name. */
export interface FoundSource {
  /** Hex digits. */
  readonly address: string;
  readonly source: StoredSource;
}

interface RepoKey {
  readonly orgId: OrgId;
  readonly repoId: RepoId;
}

/** Texts and fixes of files, each once under the HMAC of its content, and the scans that name them; inside the open tenant transaction. */
@Injectable()
export class SourceRepository {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly sealed: SealedText,
  ) {}

  /** Compresses and seals a text. Needs no transaction. */
  pack(orgId: OrgId, source: StoredSource, secret: Uint8Array): Promise<PackedSource> {
    const encoded = encodeSource(source);
    const hasBlanks = blankedLines(source).length > 0;
    return this.packEncoded(orgId, encoded, { address: addressOfSource(encoded, secret), hasBlanks });
  }

  /** Compresses and seals the fixes of a file. Needs no transaction. */
  packFixes(orgId: OrgId, fixes: readonly StoredFix[], secret: Uint8Array): Promise<PackedSource> {
    const encoded = encodeFixes(fixes);
    return this.packEncoded(orgId, encoded, { address: addressOfSource(encoded, secret, 'fixes'), hasBlanks: false });
  }

  private async packEncoded(
    orgId: OrgId,
    encoded: string,
    facts: Pick<PackedSource, 'address' | 'hasBlanks'>,
  ): Promise<PackedSource> {
    // 48 random bits: a safe integer, and another one for each text of the organization.
    const id = randomBytes(6).readUIntBE(0, 6);
    const content = this.sealed.sealBytes(await deflate(encoded), placeOf(orgId, id));
    return { id, content, ...facts };
  }

  /** Keeps texts that scans are about to name from being deleted until the transaction ends. */
  async keep({ repoId, orgId }: RepoKey): Promise<void> {
    await this.query(orgId, `SELECT pg_advisory_xact_lock_shared(hashtextextended('source:' || $1, 0))`, [
      String(repoId),
    ]);
  }

  /** Stores texts that are not stored yet. Answers their bytes. */
  async saveTexts({ orgId, repoId }: RepoKey, texts: readonly PackedSource[]): Promise<number> {
    if (texts.length === 0) return 0;
    const stored: { bytes: number }[] = await this.query(
      orgId,
      `INSERT INTO source_texts (org_id, repo_id, id, address, content, has_blanks)
       SELECT $1, $2, id, address, content, has_blanks
       FROM unnest($3::bigint[], $4::bytea[], $5::bytea[], $6::boolean[]) AS t (id, address, content, has_blanks)
       ON CONFLICT (org_id, repo_id, address) DO NOTHING RETURNING octet_length(content) AS bytes`,
      [
        ...[orgId, repoId, texts.map(({ id }) => id), texts.map(({ address }) => address)],
        ...[texts.map(({ content }) => content), texts.map(({ hasBlanks }) => hasBlanks)],
      ],
    );
    return stored.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Names the texts of files of a scan, in the place of those that it named. */
  async saveNames({ orgId, repoId }: RepoKey, scanId: ScanId, files: readonly NamedSource[]): Promise<void> {
    if (files.length === 0) return;
    await this.query(
      orgId,
      `INSERT INTO scan_sources (org_id, scan_id, repo_id, path, address, is_whole)
       SELECT $1, $2, $3, path, address, is_whole FROM unnest($4::text[], $5::bytea[], $6::boolean[]) AS f (path, address, is_whole)
       ON CONFLICT (org_id, scan_id, path) DO UPDATE SET address = excluded.address, is_whole = excluded.is_whole`,
      [
        ...[orgId, scanId, repoId, files.map(({ path }) => path)],
        ...[files.map(({ address }) => address), files.map(({ isWhole }) => isWhole)],
      ],
    );
  }

  /** True where a text of the repository is stored. */
  async hasTexts({ orgId, repoId }: RepoKey): Promise<boolean> {
    const [row] = await this.query<{ has: boolean }[]>(
      orgId,
      'SELECT EXISTS (SELECT FROM source_texts WHERE org_id = $1 AND repo_id = $2) AS has',
      [orgId, repoId],
    );
    return row!.has;
  }

  /** The text of a file of a scan; null where none is stored, or none can be opened. */
  async findSource(orgId: OrgId, scanId: ScanId, path: string): Promise<(FoundSource & { isWhole: boolean }) | null> {
    const [row] = await this.query<(TextRow & { isWhole: boolean })[]>(
      orgId,
      `SELECT t.id, encode(t.address, 'hex') AS address, t.content, s.is_whole AS "isWhole" FROM scan_sources s
       JOIN source_texts t ON t.org_id = $1 AND t.repo_id = s.repo_id AND t.address = s.address
       WHERE s.org_id = $1 AND s.scan_id = $2 AND s.path = $3`,
      [orgId, scanId, path],
    );
    if (!row) return null;
    const source = await this.open(orgId, row);
    return source && { address: row.address, source, isWhole: row.isWhole };
  }

  /** Texts that scans name under one of the paths, by path; of blanked ones alone, or all. */
  async findOfPaths(
    { orgId, repoId }: RepoKey,
    paths: readonly string[],
    onlyBlanked: boolean,
  ): Promise<ReadonlyMap<string, readonly FoundSource[]>> {
    const rows: (TextRow & { path: string })[] = await this.query(
      orgId,
      `SELECT DISTINCT s.path, t.id, encode(t.address, 'hex') AS address, t.content FROM scan_sources s
       JOIN source_texts t ON t.org_id = $1 AND t.repo_id = $2 AND t.address = s.address
       WHERE s.org_id = $1 AND s.repo_id = $2 AND s.path = ANY ($3) AND (t.has_blanks OR NOT $4)`,
      [orgId, repoId, paths, onlyBlanked],
    );
    const found: (FoundSource & { path: string })[] = [];
    for (const row of rows) {
      const source = await this.open(orgId, row);
      if (source !== null) found.push({ path: row.path, address: row.address, source });
    }
    return groupBy(found, ({ path }) => path);
  }

  /** Has all scans that name a text name another one, and deletes the first. Answers by how many bytes more is stored. */
  async replaceText({ orgId, repoId }: RepoKey, address: string, by: PackedSource): Promise<number> {
    const added = await this.saveTexts({ orgId, repoId }, [by]);
    const old = Buffer.from(address, 'hex');
    await this.query(
      orgId,
      'UPDATE scan_sources SET address = $4 WHERE org_id = $1 AND repo_id = $2 AND address = $3',
      [...[orgId, repoId, old, by.address]],
    );
    return added - (await this.deleteTexts(orgId, `repo_id = $2 AND address = $3`, [repoId, old]));
  }

  /** Names the fixes of a tool's report, by path, in the place of those that it had. */
  async saveFixes(scan: Scan, tool: string, files: readonly NamedFixes[]): Promise<void> {
    await this.query(scan.orgId, 'DELETE FROM scan_fixes WHERE org_id = $1 AND scan_id = $2 AND tool = $3', [
      ...[scan.orgId, scan.id, tool],
    ]);
    await this.addFixes(scan, tool, files);
  }

  /** Takes the names of a tool's fixes in some files off a scan, and answers them. */
  async takeFixes({ orgId, id }: Scan, tool: string, paths: readonly string[]): Promise<readonly NamedFixes[]> {
    const [taken] = await this.query<[NamedFixes[], number]>(
      orgId,
      `DELETE FROM scan_fixes WHERE org_id = $1 AND scan_id = $2 AND tool = $3 AND path = ANY ($4) RETURNING path, address`,
      [orgId, id, tool, paths],
    );
    return taken;
  }

  /** Names more fixes of a tool. Of two of one file the first stay. */
  async addFixes({ orgId, repoId, id }: Scan, tool: string, files: readonly NamedFixes[]): Promise<void> {
    if (files.length === 0) return;
    await this.query(
      orgId,
      `INSERT INTO scan_fixes (org_id, scan_id, repo_id, tool, path, address)
       SELECT $1, $2, $3, $4, path, address FROM unnest($5::text[], $6::bytea[]) AS f (path, address) ON CONFLICT DO NOTHING`,
      [orgId, id, repoId, tool, files.map(({ path }) => path), files.map(({ address }) => address)],
    );
  }

  /** Fixes that tools offer in a file of a scan; those whose key is lost are left out. */
  async findFixes(orgId: OrgId, scanId: ScanId, path: string): Promise<readonly FixesOfTool[]> {
    const rows: (TextRow & { tool: string })[] = await this.query(
      orgId,
      `SELECT f.tool, t.id, encode(t.address, 'hex') AS address, t.content FROM scan_fixes f
       JOIN source_texts t ON t.org_id = $1 AND t.repo_id = f.repo_id AND t.address = f.address
       WHERE f.org_id = $1 AND f.scan_id = $2 AND f.path = $3 ORDER BY f.tool`,
      [orgId, scanId, path],
    );
    const found: FixesOfTool[] = [];
    for (const row of rows) {
      const fixes = await this.openFixes(orgId, row);
      if (fixes !== null) found.push({ tool: row.tool, fixes });
    }
    return found;
  }

  /** Has a scan without texts name those of another one of its repository. */
  async copyNames({ orgId, id }: Scan, from: ScanId): Promise<void> {
    for (const [table, columns] of [
      ['scan_sources', 'repo_id, path, address, is_whole'],
      ['scan_fixes', 'repo_id, tool, path, address'],
    ] as const)
      await this.query(
        orgId,
        `INSERT INTO ${table} (org_id, scan_id, ${columns})
         SELECT org_id, $2, ${columns} FROM ${table} WHERE org_id = $1 AND scan_id = $3 ON CONFLICT DO NOTHING`,
        [orgId, id, from],
      );
  }

  /** Those of the paths of which some scan of the repository has a text with secrets blanked. */
  async listBlanked({ orgId, repoId }: RepoKey, paths: readonly string[]): Promise<ReadonlySet<string>> {
    const rows: { path: string }[] = await this.query(
      orgId,
      `SELECT DISTINCT s.path FROM scan_sources s
       JOIN source_texts t ON t.org_id = $1 AND t.repo_id = $2 AND t.address = s.address
       WHERE s.org_id = $1 AND s.repo_id = $2 AND s.path = ANY ($3) AND t.has_blanks`,
      [orgId, repoId, paths],
    );
    return new Set(rows.map(({ path }) => path));
  }

  /** Deletes the fixes of these files in all scans of the repository. Their texts are swept. */
  async deleteFixesOf({ orgId, repoId }: RepoKey, paths: readonly string[]): Promise<void> {
    await this.query(orgId, 'DELETE FROM scan_fixes WHERE org_id = $1 AND repo_id = $2 AND path = ANY ($3)', [
      ...[orgId, repoId, paths],
    ]);
  }

  async deleteOfScans(orgId: OrgId, scanIds: readonly ScanId[]): Promise<void> {
    for (const table of ['scan_sources', 'scan_fixes'])
      await this.query(orgId, `DELETE FROM ${table} WHERE org_id = $1 AND scan_id = ANY ($2)`, [orgId, scanIds]);
  }

  /** Number of files of scans, with fixes as well, that the choice does not allow, and bytes of texts that nothing else names. */
  async countRefused({ orgId, repoId }: RepoKey, allowed: SourceExcerpts): Promise<{ files: number; bytes: number }> {
    const [row] = await this.query<{ files: number; bytes: number }[]>(
      orgId,
      `SELECT (SELECT count(*) FROM ${NAMES} WHERE org_id = $1 AND repo_id = $2 AND ${REFUSED})::bigint AS files,
         (SELECT coalesce(sum(octet_length(t.content)), 0) FROM source_texts t WHERE t.org_id = $1 AND t.repo_id = $2
            AND NOT EXISTS (SELECT FROM ${NAMES} WHERE s.org_id = $1 AND s.repo_id = $2 AND s.address = t.address
              AND NOT (${REFUSED})))::bigint AS bytes`,
      [orgId, repoId, allowed],
    );
    return row!;
  }

  /** Deletes at most `limit` names of files that the choice does not allow. Answers how many. */
  async deleteRefused({ orgId, repoId }: RepoKey, allowed: SourceExcerpts, limit: number): Promise<number> {
    const [, deleted] = await this.query<[unknown, number]>(
      orgId,
      `DELETE FROM scan_sources WHERE org_id = $1 AND (scan_id, path) IN (
         SELECT scan_id, path FROM scan_sources WHERE org_id = $1 AND repo_id = $2 AND ${REFUSED} LIMIT $4)`,
      [orgId, repoId, allowed, limit],
    );
    if (deleted === limit || allowed !== 'none') return deleted;
    const [, fixes] = await this.query<[unknown, number]>(
      orgId,
      `DELETE FROM scan_fixes WHERE org_id = $1 AND (scan_id, tool, path) IN (
         SELECT scan_id, tool, path FROM scan_fixes WHERE org_id = $1 AND repo_id = $2 LIMIT $3)`,
      [orgId, repoId, limit - deleted],
    );
    return deleted + fixes;
  }

  /** Deletes at most `limit` texts that no scan names. Answers how many, and their bytes. */
  async sweep({ orgId, repoId }: RepoKey, limit: number): Promise<{ count: number; bytes: number }> {
    await this.query(orgId, `SELECT pg_advisory_xact_lock(hashtextextended('source:' || $1, 0))`, [String(repoId)]);
    const left: { id: number }[] = await this.query(
      orgId,
      `SELECT id FROM source_texts t WHERE org_id = $1 AND repo_id = $2 AND NOT EXISTS (
         SELECT FROM ${NAMES} WHERE s.org_id = $1 AND s.repo_id = $2 AND s.address = t.address) LIMIT $3`,
      [orgId, repoId, limit],
    );
    if (left.length === 0) return { count: 0, bytes: 0 };
    const bytes = await this.deleteTexts(orgId, 'id = ANY ($2)', [left.map(({ id }) => id)]);
    return { count: left.length, bytes };
  }

  /** Answers the bytes of what was deleted. */
  private async deleteTexts(orgId: OrgId, condition: string, values: unknown[]): Promise<number> {
    const [row] = await this.query<{ bytes: number }[]>(
      orgId,
      `WITH deleted AS (DELETE FROM source_texts WHERE org_id = $1 AND ${condition} RETURNING octet_length(content) AS bytes)
       SELECT coalesce(sum(bytes), 0)::bigint AS bytes FROM deleted`,
      [orgId, ...values],
    );
    return row!.bytes;
  }

  /** The text of a row; null where the key is lost. */
  async open(orgId: OrgId, { id, content }: TextRow): Promise<StoredSource | null> {
    const encoded = await this.openEncoded(orgId, { id, content });
    return encoded === null ? null : decodeSource(encoded);
  }

  /** As `open`, of a text that is the fixes of a file. */
  async openFixes(orgId: OrgId, row: TextRow): Promise<readonly StoredFix[] | null> {
    const encoded = await this.openEncoded(orgId, row);
    return encoded === null ? null : decodeFixes(encoded);
  }

  private async openEncoded(orgId: OrgId, { id, content }: Omit<TextRow, 'address'>): Promise<string | null> {
    const packed = this.sealed.tryOpenBytes(content, placeOf(orgId, id));
    return packed && (await inflate(packed)).toString();
  }

  private query<T>(orgId: OrgId, sql: string, values: unknown[]): Promise<T> {
    return this.tenant.manager(orgId).query(sql, values);
  }
}

/** A stored text. */
export interface TextRow {
  readonly id: number;
  readonly address: string;
  readonly content: Buffer;
}

/** Fixes that one tool offers in a file. */
export interface FixesOfTool {
  readonly tool: string;
  readonly fixes: readonly StoredFix[];
}

/** Texts by the scans that name them: as text of a file, or as the fixes of a tool in it. */
const NAMES = `(SELECT org_id, repo_id, address, is_whole FROM scan_sources
  UNION ALL SELECT org_id, repo_id, address, false FROM scan_fixes) s`;

/** Condition of a file that the choice `$3` does not allow. */
const REFUSED = `($3 = 'none' OR ($3 = 'findings' AND is_whole))`;

const placeOf = (orgId: OrgId, id: number) => ({
  ...{ table: 'source_texts', orgId, id, column: 'content', isOfOrganization: true },
});

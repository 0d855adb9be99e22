import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { OrgId, RepoId, ScanId } from '../../../domain/ids.js';
import { digestCodeOwners, isOfThisVersion } from '../../../domain/owners/stored-owners.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** A scan with a CODEOWNERS, and the owners of files that are stored for its text. */
export interface OwnedScan {
  readonly orgId: OrgId;
  readonly repoId: RepoId;
  readonly id: ScanId;
  /** `digestCodeOwners` of the text. */
  readonly digest: Buffer;
  readonly stored: readonly StoredContent[];
}

interface StoredContent {
  readonly address: Buffer;
  readonly content: Buffer;
}

type OwnedScanRow = Pick<OwnedScan, 'repoId'> & { readonly digest: Buffer | null } & (
    | StoredContent
    | { readonly address: null; readonly content: null }
  );

/**
 * Owners of files, stored once for each text of CODEOWNERS of a repository however many scans have it, inside the open tenant
 * transaction.
 */
@Injectable()
export class FileOwnersRepository {
  constructor(private readonly tenant: TenantDatabase) {}

  /** Null for a scan without a CODEOWNERS. */
  async find(orgId: OrgId, id: ScanId): Promise<OwnedScan | null> {
    const rows: OwnedScanRow[] = await this.query(
      orgId,
      `SELECT s.repo_id AS "repoId", f.code_owners_digest AS digest, o.address, o.content
       FROM scan_files f
         JOIN scans s ON s.org_id = f.org_id AND s.id = f.scan_id
         LEFT JOIN file_owners o ON o.org_id = f.org_id AND o.repo_id = s.repo_id AND o.code_owners_digest = f.code_owners_digest
       WHERE f.org_id = $1 AND f.scan_id = $2 AND f.code_owners IS NOT NULL ORDER BY o.address`,
      [orgId, id],
    );
    const [first] = rows;
    if (first === undefined) return null;
    if (first.digest === null || !isOfThisVersion(first.digest)) {
      // a version before stored the text
      const digest = digestCodeOwners(await this.getText(orgId, id));
      const sql = 'UPDATE scan_files SET code_owners_digest = $3 WHERE org_id = $1 AND scan_id = $2';
      await this.query(orgId, sql, [orgId, id, digest]);
      return this.find(orgId, id);
    }
    const stored = rows.flatMap(({ address, content }) => (address === null ? [] : { address, content }));
    return { orgId, repoId: first.repoId, id, digest: first.digest, stored };
  }

  async getText(orgId: OrgId, id: ScanId): Promise<string> {
    const rows: { text: string | null }[] = await this.query(
      orgId,
      'SELECT code_owners AS text FROM scan_files WHERE org_id = $1 AND scan_id = $2',
      [orgId, id],
    );
    return rows[0]?.text ?? '';
  }

  /** Stores owners beside those that are stored, or in place of these. */
  async save({ orgId, repoId, digest, stored }: OwnedScan, content: Uint8Array, replaces: boolean): Promise<void> {
    const address = createHash('sha256').update(content).digest();
    await this.query(
      orgId,
      `INSERT INTO file_owners (org_id, repo_id, code_owners_digest, address, content) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT DO NOTHING`,
      [orgId, repoId, digest, address, content],
    );
    const replaced = stored.filter((one) => replaces && !one.address.equals(address)).map((one) => one.address);
    if (replaced.length > 0)
      await this.query(
        orgId,
        `DELETE FROM file_owners
         WHERE org_id = $1 AND repo_id = $2 AND code_owners_digest = $3 AND address = ANY ($4::bytea[])`,
        [orgId, repoId, digest, replaced],
      );
  }

  /** Deletes at most `limit` rows of texts that no scan of the repository has. Answers how many. */
  async sweep(orgId: OrgId, repoId: RepoId, limit: number): Promise<number> {
    const [, deleted]: [unknown, number] = await this.query(
      orgId,
      `DELETE FROM file_owners WHERE org_id = $1 AND repo_id = $2 AND (code_owners_digest, address) IN (
         SELECT o.code_owners_digest, o.address FROM file_owners o
         WHERE o.org_id = $1 AND o.repo_id = $2 AND o.code_owners_digest NOT IN (
           SELECT f.code_owners_digest FROM scan_files f JOIN scans s ON s.org_id = f.org_id AND s.id = f.scan_id
           WHERE f.org_id = $1 AND s.org_id = $1 AND s.repo_id = $2 AND f.code_owners_digest IS NOT NULL)
         LIMIT $3)`,
      [orgId, repoId, limit],
    );
    return deleted;
  }

  private query<T>(orgId: OrgId, sql: string, values: unknown[]): Promise<T> {
    return this.tenant.manager(orgId).query(sql, values);
  }
}

import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import type { ChainEntry } from '../../../domain/seals/verdict-seal.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';

/** A repository of any organization. */
export interface ChainOfRepo {
  readonly orgId: OrgId;
  readonly repoId: RepoId;
}

/** A sealed entry that has no place in its chain yet. */
export interface OpenEntry extends Omit<ChainEntry, 'position'> {
  readonly id: number;
}

export interface ChainHead {
  readonly position: number;
  readonly link: Buffer;
}

/** An entry in its place. */
export interface ChainedEntry {
  readonly id: number;
  readonly position: number;
  readonly evidence: Buffer | null;
  readonly link: Buffer;
}

/** The chains of verdicts, inside the open tenant transaction. */
@Injectable()
export class ChainRepository {
  constructor(
    private readonly tenant: TenantDatabase,
    @InjectDataSource() private readonly source: DataSource,
  ) {}

  async insert(
    { orgId, repoId }: ChainOfRepo,
    keyId: number,
    entries: readonly Pick<ChainEntry, 'action' | 'scanId' | 'number' | 'seal'>[],
  ): Promise<void> {
    await this.tenant.manager(orgId).query(
      `INSERT INTO verdict_entries (org_id, repo_id, key_id, action, scan_id, number, seal)
       SELECT $1::bigint, $2::bigint, $3::integer, * FROM unnest($4::text[], $5::bigint[], $6::integer[], $7::bytea[])`,
      [
        ...[orgId, repoId, keyId, entries.map(({ action }) => action), entries.map(({ scanId }) => scanId)],
        ...[entries.map(({ number }) => number), entries.map(({ seal }) => seal)],
      ],
    );
  }

  /** Repositories of all organizations with entries that wait for their place. */
  async listOpen(limit: number): Promise<ChainOfRepo[]> {
    return this.source.query('SELECT org_id AS "orgId", repo_id AS "repoId" FROM public.open_verdict_chains($1)', [
      limit,
    ]);
  }

  /** The oldest entries that wait, locked: another instance that extends the chain comes after this one. */
  async lockOpen({ orgId, repoId }: ChainOfRepo, limit: number): Promise<OpenEntry[]> {
    const manager = this.tenant.manager(orgId);
    const open: { id: number }[] = await manager.query(
      `SELECT id FROM verdict_entries WHERE org_id = $1 AND repo_id = $2 AND position IS NULL
       ORDER BY id LIMIT $3 FOR NO KEY UPDATE`,
      [orgId, repoId, limit],
    );
    if (open.length === 0) return [];
    return manager.query(
      `SELECT id, org_id AS "orgId", repo_id AS "repoId", action, scan_id AS "scanId", number, seal,
         CASE action WHEN 'judged' THEN public.scan_evidence(org_id, scan_id) END AS evidence
       FROM verdict_entries WHERE org_id = $1 AND id = ANY ($2) ORDER BY id`,
      [orgId, open.map(({ id }) => id)],
    );
  }

  async findHead({ orgId, repoId }: ChainOfRepo): Promise<ChainHead | null> {
    const rows: ChainHead[] = await this.tenant
      .manager(orgId)
      .query('SELECT position, link FROM verdict_chains WHERE org_id = $1 AND repo_id = $2', [orgId, repoId]);
    return rows[0] ?? null;
  }

  async append(
    { orgId, repoId }: ChainOfRepo,
    keyId: number,
    entries: readonly ChainedEntry[],
    head: ChainHead & { readonly seal: Buffer },
  ): Promise<void> {
    const manager = this.tenant.manager(orgId);
    await manager.query(
      `UPDATE verdict_entries e SET position = c.position, evidence = c.evidence, link = c.link, link_key_id = $2
       FROM unnest($3::bigint[], $4::integer[], $5::bytea[], $6::bytea[]) AS c (id, position, evidence, link)
       WHERE e.org_id = $1 AND e.id = c.id`,
      [
        ...[orgId, keyId, entries.map(({ id }) => id), entries.map(({ position }) => position)],
        ...[entries.map(({ evidence }) => evidence), entries.map(({ link }) => link)],
      ],
    );
    await manager.query(
      `INSERT INTO verdict_chains (org_id, repo_id, position, link, key_id, seal) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (org_id, repo_id) DO UPDATE
         SET position = excluded.position, link = excluded.link, key_id = excluded.key_id, seal = excluded.seal`,
      [orgId, repoId, head.position, head.link, keyId, head.seal],
    );
  }
}

import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { OrgId, RepoId } from '../../../domain/ids.js';
import type { ChainCounts, ChainEntry } from '../../../domain/seals/verdict-seal.js';
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

/** Last entry of a chain. */
export interface ChainHead {
  readonly position: number;
  readonly link: Buffer;
}

/** Key and seal of a stored value. */
export interface Sealed {
  readonly keyId: number;
  readonly seal: Buffer;
}

/** Counts of an organization as they are stored. `recordedAt`: when the audit log last said them. */
export interface StoredCounts extends ChainCounts, Sealed {
  readonly recordedAt: Date;
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
         CASE action WHEN 'judged' THEN public.judged_evidence(org_id, scan_id) END AS evidence
       FROM verdict_entries WHERE org_id = $1 AND id = ANY ($2) ORDER BY id`,
      [orgId, open.map(({ id }) => id)],
    );
  }

  async findHead({ orgId, repoId }: ChainOfRepo): Promise<(ChainHead & Sealed) | null> {
    const rows: (ChainHead & Sealed)[] = await this.tenant
      .manager(orgId)
      .query('SELECT position, link, key_id AS "keyId", seal FROM verdict_chains WHERE org_id = $1 AND repo_id = $2', [
        orgId,
        repoId,
      ]);
    return rows[0] ?? null;
  }

  /** Counts of the organization, locked: after the entries of a repository, and until the transaction ends. */
  async lockCounts(orgId: OrgId, keyId: number, now: Date): Promise<StoredCounts> {
    const manager = this.tenant.manager(orgId);
    await manager.query(
      'INSERT INTO verdict_counts (org_id, key_id, recorded_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [orgId, keyId, now],
    );
    const rows: StoredCounts[] = await manager.query(
      `SELECT chains, entries, removed_chains AS "removedChains", removed_entries AS "removedEntries",
         key_id AS "keyId", seal, recorded_at AS "recordedAt"
       FROM verdict_counts WHERE org_id = $1 FOR NO KEY UPDATE`,
      [orgId],
    );
    return rows[0]!;
  }

  async updateCounts(orgId: OrgId, counts: StoredCounts): Promise<void> {
    await this.tenant.manager(orgId).query(
      `UPDATE verdict_counts SET chains = $2, entries = $3, removed_chains = $4, removed_entries = $5, key_id = $6, seal = $7,
         recorded_at = $8 WHERE org_id = $1`,
      [
        ...[orgId, counts.chains, counts.entries, counts.removedChains, counts.removedEntries],
        ...[counts.keyId, counts.seal, counts.recordedAt],
      ],
    );
  }

  async append(
    { orgId, repoId }: ChainOfRepo,
    linkKeyId: number,
    entries: readonly ChainedEntry[],
    head: ChainHead & Sealed,
  ): Promise<void> {
    const manager = this.tenant.manager(orgId);
    await manager.query(
      `UPDATE verdict_entries e SET position = c.position, evidence = c.evidence, link = c.link, link_key_id = $2
       FROM unnest($3::bigint[], $4::integer[], $5::bytea[], $6::bytea[]) AS c (id, position, evidence, link)
       WHERE e.org_id = $1 AND e.id = c.id`,
      [
        ...[orgId, linkKeyId, entries.map(({ id }) => id), entries.map(({ position }) => position)],
        ...[entries.map(({ evidence }) => evidence), entries.map(({ link }) => link)],
      ],
    );
    await manager.query(
      `INSERT INTO verdict_chains (org_id, repo_id, position, link, key_id, seal) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (org_id, repo_id) DO UPDATE
         SET position = excluded.position, link = excluded.link, key_id = excluded.key_id, seal = excluded.seal`,
      [orgId, repoId, head.position, head.link, head.keyId, head.seal],
    );
  }
}

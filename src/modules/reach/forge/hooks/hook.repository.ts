import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { ForgeEntity } from '../../../record/forge-report/entities/forge.entity.js';

/** The connection that a hook's address belongs to. */
export type Hook = Pick<ForgeEntity, 'orgId' | 'id' | 'kind' | 'hookSecret'>;

/** Look-ups of hooks before a tenant is known, through a function of schema `auth`. */
@Injectable()
export class HookRepository {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Null for a hook of a deleted organization, too. */
  async findHook(publicId: string): Promise<Hook | null> {
    const rows: Hook[] = await this.source.query(
      `SELECT org_id AS "orgId", id, kind, hook_secret AS "hookSecret" FROM auth.find_hook($1)
       WHERE auth.is_open_to(org_id, NULL)`,
      [publicId],
    );
    return rows[0] ?? null;
  }
}

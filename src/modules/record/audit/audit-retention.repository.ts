import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** Old entries of all organizations, which no request reaches. */
@Injectable()
export class AuditRetentionRepository {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Deletes up to the given number of the oldest entries over that age, and answers how many. */
  async forget(olderThanDays: number, atMost: number): Promise<number> {
    const rows = await this.source.query<{ count: number }[]>('SELECT public.forget_audit_entries($1, $2) AS count', [
      olderThanDays,
      atMost,
    ]);
    return rows[0]!.count;
  }
}

import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** Entries of all organizations that can be sealed later: once the transactions before this have ended. */
export interface UnsealedEntries {
  readonly upTo: number;
  /** Number of the transaction that was the next one. */
  readonly before: string;
}

/** Seals of entries of all organizations, which no request reaches. */
@Injectable()
export class AuditSealRepository {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Null where all are sealed. */
  async findUnsealed(): Promise<UnsealedEntries | null> {
    const rows = await this.source.query<{ upTo: number | null; before: string }[]>(
      'SELECT up_to AS "upTo", before::text AS before FROM public.unsealed_audit_entries()',
    );
    const [{ upTo, before }] = rows as [{ upTo: number | null; before: string }];
    return upTo === null ? null : { upTo, before };
  }

  /** Seals up to the given number, in the order of their ids, and answers how many; null until all those transactions have ended. */
  async seal({ upTo, before }: UnsealedEntries, atMost: number): Promise<number | null> {
    const rows = await this.source.query<{ count: number | null }[]>(
      'SELECT public.seal_audit_entries($1, $2::xid8, $3) AS count',
      [upTo, before, atMost],
    );
    return rows[0]!.count;
  }
}

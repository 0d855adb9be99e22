import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** Old events of all organizations, which no request reaches. */
@Injectable()
export class EventRetentionRepository {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Deletes up to the given number of the oldest events over that age, and answers how many. */
  async forget(olderThanDays: number, atMost: number): Promise<number> {
    const rows = await this.source.query<{ count: number }[]>('SELECT public.forget_events($1, $2) AS count', [
      olderThanDays,
      atMost,
    ]);
    return rows[0]!.count;
  }
}

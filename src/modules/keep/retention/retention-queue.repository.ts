import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** Organizations whose details of scans are due to be looked through, which no request reaches. */
@Injectable()
export class RetentionQueueRepository {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Queues a job of that kind for up to the given number of them, and answers for how many. */
  async queueDue(kind: string, atMost: number): Promise<number> {
    const rows = await this.source.query<{ count: number }[]>('SELECT public.queue_retention_jobs($1, $2) AS count', [
      kind,
      atMost,
    ]);
    return rows[0]!.count;
  }
}

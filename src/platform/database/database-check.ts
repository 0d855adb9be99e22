import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { poolOf } from './pool-of.js';
import { refuseRoleAboveRowSecurity } from './prepare-database.js';

/** Refuses to start under a role that row security does not bind; checks that the database answers. */
@Injectable()
export class DatabaseCheck implements OnModuleInit {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  async onModuleInit(): Promise<void> {
    await refuseRoleAboveRowSecurity(this.source);
  }

  /** One round trip; throws when the database is away. */
  async ping(): Promise<void> {
    await this.source.query('SELECT 1');
  }

  /** The names of the migrations that ran. */
  async ranMigrations(): Promise<string[]> {
    const rows = await this.source.query<{ name: string }[]>('SELECT name FROM public.migrations');
    return rows.map(({ name }) => name);
  }

  /** True when a connection is free, or may still be opened, and no request waits for one. */
  hasRoom(): boolean {
    const { totalCount, idleCount, waitingCount, options } = poolOf(this.source);
    return waitingCount === 0 && (idleCount > 0 || totalCount < options.max);
  }

  /** Numbers of the pool's connections, and of requests that wait for one. */
  poolUse(): { busy: number; idle: number; waiting: number } {
    const { totalCount, idleCount, waitingCount } = poolOf(this.source);
    return { busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
  }
}

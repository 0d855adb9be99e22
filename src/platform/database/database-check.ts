import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { refuseRoleAboveRowSecurity } from './prepare-database.js';

/** Refuses to start under a role that row security does not bind; answers whether the database is there. */
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
}

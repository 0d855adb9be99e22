import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { OrgId } from '../../domain/ids.js';
import type { DatabaseConnection } from './connection.js';
import { poolOf } from './pool-of.js';
import { refuseRoleAboveRowSecurity } from './refuse-server.js';
import { IS_POOLED } from './stalled-connections.js';
import { typeormOptions } from './typeorm-options.js';

/** Injection token of the connection for identities. */
export const AUTH_CONNECTION = Symbol('AUTH_CONNECTION');

const CONNECTIONS = 2;

/**
 * The database as the role for identities, on a pool of its own. It calls the functions that read hashes of passwords, begin sessions and delete people,
 * which the serving role may not.
 */
@Injectable()
export class AuthDatabase implements OnModuleInit, OnApplicationShutdown {
  private readonly source: DataSource;

  constructor(
    @Inject(AUTH_CONNECTION) private readonly connection: DatabaseConnection,
    @Inject(IS_POOLED) isPooled: boolean,
  ) {
    this.source = new DataSource(typeormOptions(connection, { poolSize: CONNECTIONS, isPooled }));
  }

  async onModuleInit(): Promise<void> {
    await this.source.initialize();
    const client = await poolOf(this.source).connect();
    try {
      await refuseRoleAboveRowSecurity(client, this.connection.user);
    } finally {
      client.release();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }

  query<Row>(sql: string, values: readonly unknown[]): Promise<Row[]> {
    return this.source.query<Row[]>(sql, [...values]);
  }

  /** Runs a statement in a transaction of an organization, apart from any that is open. */
  queryIn<Row>(orgId: OrgId, sql: string, values: readonly unknown[]): Promise<Row[]> {
    return this.source.transaction(async (manager) => {
      await manager.query(`SELECT set_config('app.org_id', $1, true)`, [String(orgId)]);
      return manager.query<Row[]>(sql, [...values]);
    });
  }
}

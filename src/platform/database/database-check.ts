import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { Share } from '../overload/share.js';
import { refuseOpenShards } from './citus.js';
import type { DatabaseConnection } from './connection.js';
import { poolOf } from './pool-of.js';
import { refuseForeignOwners, refuseRoleAboveRowSecurity, refuseStandby } from './refuse-server.js';
import { DATABASE_CONNECTION } from './stalled-connections.js';
import { IS_DISTRIBUTED } from './tenant-database.js';

/** Refuses to start on a standby, or where row security would not bind, on any node of Citus too; states how the pool is used. */
@Injectable()
export class DatabaseCheck implements OnModuleInit {
  constructor(
    @InjectDataSource() private readonly source: DataSource,
    @Inject(IS_DISTRIBUTED) private readonly isDistributed: boolean,
    @Inject(DATABASE_CONNECTION) private readonly connection: DatabaseConnection,
  ) {}

  async onModuleInit(): Promise<void> {
    const client = await poolOf(this.source).connect();
    try {
      await refuseStandby(client);
      await refuseRoleAboveRowSecurity(client, this.connection.user);
      await refuseForeignOwners(client, this.connection.user);
      if (this.isDistributed) await refuseOpenShards(client);
    } finally {
      client.release();
    }
  }

  /**
   * True when a connection is free for the share, or its turn for one would be next; and once the pool is closed, so that
   * requests that still wait are answered instead of waiting on.
   */
  hasRoomFor(share: Share): boolean {
    return !this.source.isInitialized || poolOf(this.source).hasRoomFor(share);
  }

  /** Numbers of the pool's connections, and of requests that wait for one. */
  poolUse(): { busy: number; idle: number; waiting: number } {
    const { totalCount, idleCount, waiting } = poolOf(this.source);
    return { busy: totalCount - idleCount, idle: idleCount, waiting };
  }
}

import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Submittable } from 'pg';
import { DataSource } from 'typeorm';
import type { OrgId } from '../../domain/ids.js';
import { orgShare, runInShare } from '../overload/share.js';
import { ENTER_TENANT, enteringValues } from './enter-tenant.js';
import { poolOf } from './pool-of.js';
import { PreparedRead, type PreparedStatement, type ReadStep } from './prepared-read.js';

/** Sets the organization for row security, to the end of the transaction. */
const ENTER_ORG: PreparedStatement = { name: 'enter_org', text: ENTER_TENANT };

/**
 * Hot reads: one round trip each, past TypeORM, on a connection of its pool. A tenant's are still bound to its
 * organization by row security; use `TenantDatabase.read`, which joins an open transaction.
 */
@Injectable()
export class PreparedReads {
  constructor(@InjectDataSource() private readonly source: DataSource) {}

  /** Reads rows that belong to no tenant. */
  read<Row>(statement: PreparedStatement, values: ReadStep['values']): Promise<Row[]> {
    return this.send([{ statement, values }]);
  }

  /** Reads rows of one organization, in a transaction of its own. */
  readInOrg<Row>(orgId: OrgId, statement: PreparedStatement, values: ReadStep['values']): Promise<Row[]> {
    const steps = [
      { statement: ENTER_ORG, values: enteringValues(orgId) },
      { statement, values },
    ];
    return runInShare(orgShare(orgId), () => this.send(steps));
  }

  /** On an error the pool closes the connection: no half of a transaction stays behind. */
  private send<Row>(steps: readonly ReadStep[]): Promise<Row[]> {
    const pool = poolOf(this.source);
    // Of a query that it did not make itself, the pool returns the callback's value.
    const query: (read: Submittable) => unknown = pool.query.bind(pool);
    return query(new PreparedRead<Row>(steps)) as Promise<Row[]>;
  }
}

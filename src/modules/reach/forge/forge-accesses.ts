import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ForgeId, OrgId } from '../../../domain/ids.js';
import { readBudget, type RequestBudget } from '../../../domain/reporting/judge-answer.js';
import type { ReportOptions } from '../../../domain/reporting/report-facts.js';
import { OutgoingClient } from '../../../platform/outgoing/outgoing-client.js';
import { Clock } from '../../../platform/time/clock.js';
import { ForgeEntity } from '../../record/forge-report/entities/forge.entity.js';
import { ConnectionSecrets } from './connection-secrets.js';
import { AuthorizationCache } from './forges/authorization-cache.js';
import type { Called, ForgeAccess, ForgeConnection, ForgeDoor, ForgeTransport } from './forges/forge.js';
import { forgeTransport } from './forges/forge-transport.js';

/** A connection whose credentials are open. */
export interface OpenConnection extends ForgeConnection {
  readonly orgId: OrgId;
  readonly id: ForgeId;
}

/** A connection as it is stored. */
export type StoredConnection = Pick<ForgeEntity, 'orgId' | 'id' | 'baseUrl' | 'credentials' | 'state' | 'report'>;

/** A way to a forge that notes what the forge says of its limits. */
export interface MeteredTransport extends ForgeTransport {
  /** As the last answer said; null before one did. */
  readonly budget: () => RequestBudget | null;
}

/** Ways to forges, with the rights to call them. */
@Injectable()
export class ForgeAccesses {
  private readonly authorizations: AuthorizationCache;

  constructor(
    private readonly client: OutgoingClient,
    private readonly secrets: ConnectionSecrets,
    private readonly clock: Clock,
  ) {
    this.authorizations = new AuthorizationCache(() => clock.now());
  }

  /**
   * The connection with its credentials; null where these cannot be opened.
   *
   * @param own options of one repository, which come before those of the connection
   */
  openConnection(forge: StoredConnection, own: Partial<ReportOptions> = {}): OpenConnection | null {
    const credentials = this.secrets.openCredentials(forge);
    const { orgId, id, baseUrl, report } = forge;
    return credentials && { orgId, id, baseUrl, credentials, report: { ...report, ...own } };
  }

  /** @param signal ends all that is sent */
  transport({ limits }: Pick<ForgeDoor, 'limits'>, signal?: AbortSignal): MeteredTransport {
    let budget: RequestBudget | null = null;
    const { now, send } = forgeTransport(this.client, this.clock, limits, signal);
    return {
      now,
      budget: () => budget,
      send: async (request) => {
        const answer = await send(request);
        if ('headers' in answer) budget = readBudget(answer.headers) ?? budget;
        return answer;
      },
    };
  }

  /** The right to call the forge for one repository. */
  async open(
    client: ForgeDoor,
    connection: OpenConnection,
    project: string,
    transport: ForgeTransport,
  ): Promise<Called<ForgeAccess>> {
    const obtain = () => client.authorize(connection, project, transport);
    const called = await this.authorizations.get(keyOf(connection, project), obtain);
    return called.ok ? { ok: true, value: { ...called.value, transport } } : called;
  }

  /** The right to call the forge for the connection as a whole, which is seldom needed. */
  async openWhole(
    client: ForgeDoor,
    connection: OpenConnection,
    transport: ForgeTransport,
  ): Promise<Called<ForgeAccess>> {
    const called = await client.authorize(connection, null, transport);
    return called.ok ? { ok: true, value: { ...called.value, transport } } : called;
  }

  /** Obtains the right again before the next call: the forge refused it. */
  forget(connection: OpenConnection, project: string): void {
    this.authorizations.forget(keyOf(connection, project));
  }
}

/** Other credentials have other rights, and other surfaces need others. */
const keyOf = ({ orgId, id, baseUrl, credentials, report }: OpenConnection, project: string): string =>
  createHash('sha256')
    .update(JSON.stringify([orgId, id, baseUrl, credentials, report, project]))
    .digest('base64');

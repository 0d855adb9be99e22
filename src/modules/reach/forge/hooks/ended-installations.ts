import { Injectable } from '@nestjs/common';
import type { ForgeId, OrgId } from '../../../../domain/ids.js';
import { Clock } from '../../../../platform/time/clock.js';
import { AuditLogWriter } from '../../../record/audit/audit-log.writer.js';
import { ConnectionRepository, ENABLED } from '../connection.repository.js';
import { ConnectionSecrets } from '../connection-secrets.js';

/** Pause of a connection whose installation ended, before its credentials are tried once more. */
const TRIAL_MS = 60 * 60_000;

/** Pauses connections whose App is no longer installed, inside the open tenant transaction. */
@Injectable()
export class EndedInstallations {
  constructor(
    private readonly connections: ConnectionRepository,
    private readonly secrets: ConnectionSecrets,
    private readonly audit: AuditLogWriter,
    private readonly clock: Clock,
  ) {}

  /** Another installation of the same App is another connection's. */
  async endInstallation(orgId: OrgId, id: ForgeId, installation: string): Promise<void> {
    const connection = await this.connections.lock(orgId, id);
    const credentials = connection && this.secrets.openCredentials(connection);
    if (credentials?.type !== 'app' || credentials.installationId !== installation) return;
    if (connection?.state === 'needs_credentials') return;
    const pausedUntil = new Date(this.clock.now().getTime() + TRIAL_MS);
    await this.connections.update(orgId, id, { state: 'needs_credentials', pausedUntil }, ENABLED);
    await this.audit.recordOwn(orgId, {
      action: 'forge.updated',
      target: { type: 'forge', id },
      old: { state: connection?.state },
      new: { state: 'needs_credentials', ended_installation: installation },
    });
  }
}

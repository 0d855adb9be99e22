import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import type { OrgId } from '../../../domain/ids.js';
import { type ChainCounts, sealCounts } from '../../../domain/seals/verdict-seal.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import { type SealingKey, VERDICT_KEY } from '../../../platform/secrets/verdict-keys.js';
import { Clock } from '../../../platform/time/clock.js';
import { AuditLogWriter } from '../../record/audit/audit-log.writer.js';
import { ChainRepository, type Sealed } from './chain.repository.js';

/** Time after which the audit log says the counts again. */
const RECORD_AFTER_MS = 24 * 60 * 60 * 1_000;

/**
 * Counts the chains and entries of each organization under a seal, and has the audit log say them once a day
 * (docs/adr/keys.md#counted-chains-of-verdicts).
 */
@Injectable()
export class ChainCounter {
  constructor(
    private readonly chains: ChainRepository,
    private readonly audit: AuditLogWriter,
    private readonly clock: Clock,
    @Inject(VERDICT_KEY) private readonly key: SealingKey,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Adds to the counts of an organization, inside the open tenant transaction. */
  async add(orgId: OrgId, added: Partial<ChainCounts>): Promise<void> {
    const { id, key } = this.key;
    const now = this.clock.now();
    const { keyId, seal, recordedAt, ...before } = await this.chains.lockCounts(orgId, id, now);
    const counts: ChainCounts = {
      chains: before.chains + (added.chains ?? 0),
      entries: before.entries + (added.entries ?? 0),
      removedChains: before.removedChains + (added.removedChains ?? 0),
      removedEntries: before.removedEntries + (added.removedEntries ?? 0),
    };
    const isFirst = seal.length === 0 && Object.values(before).every((count) => count === 0);
    const sealed = this.renew({ keyId, seal }, isFirst ? seal : sealCounts(key, orgId, before), () =>
      sealCounts(key, orgId, counts),
    );
    const isDue = now.getTime() - recordedAt.getTime() >= RECORD_AFTER_MS;
    await this.chains.updateCounts(orgId, { ...counts, ...sealed, recordedAt: isDue ? now : recordedAt });
    if (isDue) await this.record(orgId, counts, sealed);
  }

  /**
   * The seal of a changed value. Where the old value was changed behind the service's back, its seal stays as it is: `qgate-admin verify`
   * finds it from then on.
   *
   * @param expected seal of the old value by the key at hand
   */
  renew(before: Sealed, expected: Buffer, seal: () => Buffer): Sealed {
    const { id, stored } = this.key;
    const isGenuine = before.keyId === id ? expected.equals(before.seal) : stored.includes(before.keyId);
    if (isGenuine) return { keyId: id, seal: seal() };
    this.logger.error('Verdict chains were changed in the database. Run qgate-admin verify.');
    return { keyId: before.keyId, seal: before.seal };
  }

  private record(orgId: OrgId, counts: ChainCounts, { keyId, seal }: Sealed): Promise<void> {
    return this.audit.recordOwn(orgId, {
      action: 'verdicts.counted',
      target: { type: 'organization', id: orgId },
      new: {
        ...{ chains: counts.chains, entries: counts.entries },
        ...{ removed_chains: counts.removedChains, removed_entries: counts.removedEntries },
        ...{ key_id: keyId, seal: seal.toString('hex') },
      },
    });
  }
}

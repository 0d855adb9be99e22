import { Injectable } from '@nestjs/common';
import type { WaiverId } from '../../../domain/ids.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { DueEvents, type DueObject, type DueSource } from '../../record/event/due.events.js';
import { EventWriter } from '../../record/event/event.writer.js';
import { WaiverRepository } from './waiver.repository.js';
import { toWaiverData } from './waiver-effects.js';
import { WaiverExpiryRepository } from './waiver-expiry.repository.js';

/** Records `waiver.expired` once for each waiver that reaches its end unrevoked. */
@Injectable()
export class WaiverExpiries implements DueSource<WaiverId> {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly expiries: WaiverExpiryRepository,
    private readonly waivers: WaiverRepository,
    private readonly events: EventWriter,
    due: DueEvents,
  ) {
    due.register(this);
  }

  find(at: Date, atMost: number): Promise<DueObject<WaiverId>[]> {
    return this.expiries.findExpired(at, atMost);
  }

  async record({ orgId, id }: DueObject<WaiverId>, at: Date): Promise<void> {
    await this.tenant.run(orgId, async () => {
      if (!(await this.waivers.recordExpiry(orgId, id, at))) return;
      const waiver = await this.waivers.findWaiver(orgId, id);
      if (!waiver) return;
      const data = { ...toWaiverData(waiver), actor: null };
      await this.events.record(orgId, [{ type: 'waiver.expired', repoId: waiver.repoId, scanId: null, data }]);
    });
  }
}

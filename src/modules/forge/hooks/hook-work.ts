import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { groupBy } from '../../../domain/group-by.js';
import { Clock } from '../../../platform/clock.js';
import { TenantDatabase } from '../../../platform/database/tenant-database.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import type { Work } from '../../../platform/work/work-loop.js';
import { WorkLoops } from '../../../platform/work/work-loops.js';
import { ProjectReader } from '../project-reader.js';
import type { HookClaim } from './hook-delivery.js';
import { HookDeliveryRepository } from './hook-delivery.repository.js';
import { HookDeliveryClaimsRepository } from './hook-delivery-claims.repository.js';
import { NewsFollower } from './news-follower.js';

/** A delivery after an attempt. */
export interface FollowedDelivery {
  readonly claim: HookClaim;
  /** `refused`: the state of things forbids it for good, as of a scan whose details are gone; `failed`: it is tried again. */
  readonly outcome: 'done' | 'refused' | 'failed';
}

/** Follows the news that forges sent by their hooks: of each connection one delivery after the other. */
@Injectable()
export class HookWork implements Work<HookClaim, FollowedDelivery> {
  readonly name = 'forge-hooks';
  readonly kind = 'hook';

  constructor(
    private readonly tenant: TenantDatabase,
    private readonly claims: HookDeliveryClaimsRepository,
    private readonly deliveries: HookDeliveryRepository,
    private readonly follower: NewsFollower,
    private readonly projects: ProjectReader,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    loops: WorkLoops,
  ) {
    loops.register(this);
  }

  claim(atMost: number): Promise<HookClaim[]> {
    return this.claims.claim(atMost, this.clock.now());
  }

  /** Stores the effects of the news together with its end, or nothing. */
  async perform(claim: HookClaim): Promise<FollowedDelivery> {
    try {
      await this.confirm(claim);
      await this.tenant.run(claim.orgId, () => this.follow(claim));
      return { claim, outcome: 'done' };
    } catch (err) {
      const isRefused = err instanceof AppError;
      this.logger[isRefused ? 'info' : 'warn']({ err, orgId: claim.orgId }, 'News of a forge was not followed.');
      return { claim, outcome: isRefused ? 'refused' : 'failed' };
    }
  }

  outcomeOf({ outcome }: FollowedDelivery): string {
    return outcome;
  }

  async settle(followed: readonly FollowedDelivery[]): Promise<void> {
    for (const { claim, outcome } of followed) {
      if (outcome === 'refused') await this.tenant.run(claim.orgId, () => this.deliveries.finish(claim));
      if (outcome === 'failed')
        await this.tenant.run(claim.orgId, () => this.deliveries.postpone(claim, this.clock.now()));
    }
  }

  async release(claims: readonly HookClaim[]): Promise<void> {
    for (const [orgId, own] of groupBy(claims, (claim) => claim.orgId))
      await this.tenant.run(orgId, () => this.deliveries.release(orgId, own, this.clock.now()));
  }

  /** Asks the forge first where the news name a project otherwise: outside of the transaction that follows them. */
  private async confirm(claim: HookClaim): Promise<void> {
    const links = await this.tenant.run(claim.orgId, async () => {
      const delivery = await this.deliveries.lockClaimed(claim);
      return delivery === null ? [] : this.follower.listUnconfirmed(delivery);
    });
    await Promise.all(links.map((link) => this.projects.confirm(link)));
  }

  private async follow(claim: HookClaim): Promise<void> {
    const delivery = await this.deliveries.lockClaimed(claim);
    if (delivery === null) return;
    await this.follower.follow(delivery);
    await this.deliveries.finish(claim);
  }
}

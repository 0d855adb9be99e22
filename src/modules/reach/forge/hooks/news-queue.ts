import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { together } from '../../../../platform/database/together.js';
import { WorkQueue } from '../../../../platform/work/work-queue.js';
import { ConnectionRepository } from '../connection.repository.js';
import type { HookDelivery } from '../forges/forge.js';
import { FORGES } from '../forges/forges.js';
import type { Hook } from './hook.repository.js';
import { FORGE_HOOKS } from './hook-delivery.js';
import { HookDeliveryRepository } from './hook-delivery.repository.js';
import { toDeliveryId, toNews } from './hook-news.js';

/** Time for which a delivery is recognized that comes again. */
const REMEMBERED_MS = 24 * 60 * 60_000;

export type Headers = Readonly<Record<string, string>>;

/** Stores signed deliveries of hooks, and queues their news unless they came before. */
@Injectable()
export class NewsQueue {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly connections: ConnectionRepository,
    private readonly deliveries: HookDeliveryRepository,
    private readonly queue: WorkQueue,
  ) {}

  /**
   * Notes that a delivery came, and queues its news.
   *
   * @param bytes null for a body that is too large: nothing is queued
   */
  async store(hook: Hook, headers: Headers, bytes: Buffer | null): Promise<void> {
    const { orgId, id } = hook;
    const at = this.tenant.now();
    await this.tenant.run(orgId, () =>
      together([
        this.connections.recordHook(orgId, id, at),
        this.deliveries.deleteOld(orgId, id, new Date(at.getTime() - REMEMBERED_MS)),
        ...(bytes === null ? [] : [this.queueNews(hook, headers, bytes, at)]),
      ]),
    );
  }

  private async queueNews({ orgId, id, kind }: Hook, headers: Headers, bytes: Buffer, at: Date): Promise<void> {
    const delivery = FORGES[kind].hooks.read(headers, bytes);
    const payload = toNews(delivery);
    if (payload !== null && (await this.deliveries.insert(orgId, id, marksOf(delivery, bytes), at)))
      await this.queue.add(orgId, { kind: FORGE_HOOKS, lane: id, payload, at });
  }
}

/** Marks that a repeated delivery has, too. The forge's id is not signed, so a body may come again under another one. */
function marksOf(delivery: HookDelivery, bytes: Buffer): string[] {
  const id = toDeliveryId(delivery);
  const body = `body ${createHash('sha256').update(bytes).digest('hex')}`;
  return id === null ? [body] : [`id ${id}`, body];
}

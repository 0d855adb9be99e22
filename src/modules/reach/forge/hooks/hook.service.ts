import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '../../../../platform/database/tenant-database.js';
import { together } from '../../../../platform/database/together.js';
import { AppError } from '../../../../platform/errors/app-error.js';
import { ServiceMetrics } from '../../../../platform/observability/service-metrics.js';
import type { RequestOrigin } from '../../../../platform/request/request-context.js';
import { WorkQueue } from '../../../../platform/work/work-queue.js';
import { ConnectionRepository } from '../connection.repository.js';
import { ConnectionSecrets } from '../connection-secrets.js';
import type { HookDelivery, HookVerifier } from '../forges/forge.js';
import { FORGES } from '../forges/forges.js';
import { verifyHmac } from '../forges/verify-hook.js';
import { type Hook, HookRepository } from './hook.repository.js';
import { FORGE_HOOKS } from './hook-delivery.js';
import { HookDeliveryRepository } from './hook-delivery.repository.js';
import { toDeliveryId, toNews } from './hook-news.js';
import { HookRefusals } from './hook-refusals.js';
import { receiveBody } from './receive-body.js';

/** Time for which a delivery is recognized that comes again. */
const REMEMBERED_MS = 24 * 60 * 60_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

type Headers = Readonly<Record<string, string>>;

/** Takes deliveries of hooks; their news is followed in the background. */
@Injectable()
export class HookService {
  constructor(
    private readonly tenant: TenantDatabase,
    private readonly hooks: HookRepository,
    private readonly connections: ConnectionRepository,
    private readonly secrets: ConnectionSecrets,
    private readonly deliveries: HookDeliveryRepository,
    private readonly queue: WorkQueue,
    private readonly refusals: HookRefusals,
    private readonly metrics: ServiceMetrics,
  ) {}

  /**
   * Takes a delivery that is signed by the secret of its hook.
   *
   * @param publicId of the hook, as its address has it
   * @throws AppError unauthenticated, equal for every reason; bad_request where the body breaks off
   */
  async receive(publicId: string, request: IncomingMessage, origin: RequestOrigin): Promise<void> {
    const hook = UUID.test(publicId) ? await this.hooks.findHook(publicId) : null;
    const headers = textHeaders(request.headers);
    const { isVerified, bytes } = await receiveBody(request, this.verifierOf(hook, headers));
    if (hook === null || !isVerified) {
      if (hook !== null) this.refusals.record(hook, origin);
      throw new AppError('unauthenticated', 'The delivery is not signed by the secret of a hook.');
    }
    if (bytes === null) this.metrics.outgoingAttempts.inc({ kind: 'hook', outcome: 'too_large' });
    await this.store(hook, headers, bytes);
  }

  /** Refuses everything where there is no hook, or nothing that its signature could be compared with. */
  private verifierOf(hook: Hook | null, headers: Headers): HookVerifier {
    const secret = hook && this.secrets.openHookSecret(hook);
    return (hook && secret !== null ? FORGES[hook.kind].hooks.verify(headers, secret) : null) ?? refuseAll();
  }

  private async store(hook: Hook, headers: Headers, bytes: Buffer | null): Promise<void> {
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

/** Takes as long as a signature that is wrong. */
const refuseAll = (): HookVerifier => verifyHmac('00', 'none')!;

const textHeaders = (headers: IncomingHttpHeaders): Headers =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
  );

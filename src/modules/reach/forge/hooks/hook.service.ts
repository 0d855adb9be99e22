import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { AppError } from '../../../../platform/errors/app-error.js';
import { ServiceMetrics } from '../../../../platform/observability/service-metrics.js';
import type { RequestOrigin } from '../../../../platform/request/request-context.js';
import { ConnectionSecrets } from '../connection-secrets.js';
import type { HookVerifier } from '../forges/forge.js';
import { FORGES } from '../forges/forges.js';
import { verifyHmac } from '../forges/verify-hook.js';
import { type Hook, HookRepository } from './hook.repository.js';
import { HookRefusals } from './hook-refusals.js';
import { type Headers, NewsQueue } from './news-queue.js';
import { receiveBody } from './receive-body.js';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Takes deliveries of hooks; their news is followed in the background. */
@Injectable()
export class HookService {
  constructor(
    private readonly hooks: HookRepository,
    private readonly secrets: ConnectionSecrets,
    private readonly refusals: HookRefusals,
    private readonly news: NewsQueue,
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
      throw new AppError('unauthenticated', 'The delivery is not signed with the secret of a hook.');
    }
    if (bytes === null) this.metrics.outgoingAttempts.inc({ kind: 'hook', outcome: 'too_large' });
    await this.news.store(hook, headers, bytes);
  }

  /** Refuses everything where there is no hook, or nothing that its signature could be compared with. */
  private verifierOf(hook: Hook | null, headers: Headers): HookVerifier {
    const secret = hook && this.secrets.openHookSecret(hook);
    return (hook && secret !== null ? FORGES[hook.kind].hooks.verify(headers, secret) : null) ?? refuseAll();
  }
}

/** Takes as long as a signature that is wrong. */
const refuseAll = (): HookVerifier => verifyHmac('00', 'none')!;

const textHeaders = (headers: IncomingHttpHeaders): Headers =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
  );

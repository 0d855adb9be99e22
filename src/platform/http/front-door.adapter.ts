import type { IncomingMessage, RequestListener } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Express } from 'express';
import proxyAddr from 'proxy-addr';
import type { RawResponse } from '../request/raw-response.js';
import type { Doorkeeper } from '../request/server-context.js';
import { endConnectionsWhenClosing } from './end-connections.js';
import { createGuardedServer } from './guard-connections.js';
import { limitConnections } from './limit-connections.js';

/** Express behind a server of our own: bounded connections, and listeners that answer before Express. */
export class FrontDoorAdapter extends ExpressAdapter {
  private answer: RequestListener = this.getInstance<RequestListener>();

  /** @param maxConnections the most that one address may have open, unless it is a trusted proxy's */
  constructor(
    private readonly raw: RawResponse,
    private readonly maxConnections: number,
  ) {
    super();
  }

  override initHttpServer(): void {
    const server = createGuardedServer((request, response) => this.answer(request, response), this.raw);
    limitConnections(server, { perAddress: this.maxConnections, isProxy: (address) => this.isProxy(address) });
    endConnectionsWhenClosing(server);
    this.httpServer = server;
  }

  /** Express's setting, as for `X-Forwarded-*`. */
  private get isTrusted(): (address: string, hop: number) => boolean {
    return this.getInstance<Express>().get('trust proxy fn') as (address: string, hop: number) => boolean;
  }

  /** With a number of proxies, the client that connects is the nearest of them. */
  private isProxy(address: string): boolean {
    return this.isTrusted(address, 0);
  }

  /**
   * Puts doorkeepers before Express. The first of them sees a request first.
   *
   * @param observe wraps all of them
   */
  placeBefore(keepers: readonly Doorkeeper[], observe: (listener: RequestListener) => RequestListener): void {
    const { raw, isTrusted } = this;
    const addressOf = (request: IncomingMessage) => proxyAddr(request, isTrusted);
    const listener = keepers.reduceRight<RequestListener>(
      (next, keeper) => keeper.before({ next, raw, addressOf }),
      this.getInstance<RequestListener>(),
    );
    this.answer = observe(listener);
  }
}

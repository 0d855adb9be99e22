import { createServer, type RequestListener } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import { endConnectionsWhenClosing } from './end-connections.js';
import { CONNECTION_OPTIONS, guardConnections, refusingAmbiguous } from './guard-connections.js';
import type { RawResponse } from './raw-response.js';
import type { RequestMeter } from './request-meter.js';
import type { Doorkeeper } from './server-context.js';

/** Express behind a server of our own: bounded connections, and listeners that answer before Express. */
export class FrontDoorAdapter extends ExpressAdapter {
  private answer: RequestListener = this.getInstance<RequestListener>();

  constructor(private readonly raw: RawResponse) {
    super();
  }

  override initHttpServer(): void {
    const listener = refusingAmbiguous((request, response) => this.answer(request, response), this.raw);
    const server = createServer(CONNECTION_OPTIONS, listener);
    endConnectionsWhenClosing(server);
    guardConnections(server, this.raw);
    this.httpServer = server;
  }

  /** Puts doorkeepers before Express. The first of them sees a request first. */
  placeBefore(keepers: readonly Doorkeeper[], meter: RequestMeter): void {
    this.answer = keepers.reduceRight<RequestListener>(
      (next, keeper) => keeper.before({ next, raw: this.raw, meter }),
      this.getInstance<RequestListener>(),
    );
  }
}

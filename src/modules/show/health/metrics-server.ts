import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { AppConfig } from '../../../platform/config/app-config.js';
import { APP_CONFIG } from '../../../platform/config/config-token.js';
import { AppError } from '../../../platform/errors/app-error.js';
import { toAppError } from '../../../platform/errors/to-app-error.js';
import { createGuardedServer } from '../../../platform/http/guard-connections.js';
import { type RawHeaders, setHeaders } from '../../../platform/request/raw-headers.js';
import { RawResponse } from '../../../platform/request/raw-response.js';
import { securityHeaders } from '../../../platform/request/security-headers.js';
import { MetricsPage } from './metrics-page.js';

const PATH = '/metrics';

/** Serves the metrics on METRICS_PORT, where that is set, and nothing else there. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly headers: RawHeaders;
  private readonly raw: RawResponse;
  private server: Server | undefined;

  constructor(
    private readonly page: MetricsPage,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {
    this.headers = securityHeaders(config.server.publicUrl);
    this.raw = new RawResponse(this.headers);
  }

  async onApplicationBootstrap(): Promise<void> {
    const { port } = this.config.metrics;
    if (port === null) return;
    const server = createGuardedServer((request, response) => void this.answer(request, response), this.raw);
    server.listen(port, this.config.server.host);
    await once(server, 'listening');
    this.server = server;
  }

  async onApplicationShutdown(): Promise<void> {
    if (!this.server) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  /** The port that is listened on; null where none is. */
  get port(): number | null {
    return this.server ? (this.server.address() as AddressInfo).port : null;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ''] = (request.url ?? '').split('?', 1);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    try {
      if (path !== PATH || !isRead) throw new AppError('route_not_found', `Only GET ${PATH} is served here.`);
      setHeaders(response, this.headers);
      await this.page.send(request, request.socket.remoteAddress, response);
    } catch (error) {
      this.raw.writeProblem(response, toAppError(error), { path, requestId: randomUUID() });
    }
  }
}

import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { goneSignal } from '../../../platform/http/gone-signal.js';
import { readJsonBody } from '../../../platform/http/read-json-body.js';
import { LOGGER } from '../../../platform/logging/logger.js';
import { UploadMemoryBudget } from '../../../platform/overload/upload-memory-budget.js';
import { requestIdOf } from '../../../platform/request/request-context.js';
import { AnyCaller, WithoutCookie } from '../../../platform/tenancy/access.js';
import { DEFAULT_BODY_LIMIT, OwnBody } from '../../../platform/validation/body.js';
import { CallTurns } from './call-turns.js';
import { InProcessApi } from './in-process-api.js';
import type { ProtocolServer } from './protocol-server.js';
import { ToolTable } from './tool-table.js';

/** The Model Context Protocol over HTTP, stateless: each request has a server of its own. */
@ApiExcludeController()
@Controller('mcp')
export class McpController {
  private protocol: Promise<ProtocolServer> | undefined;

  constructor(
    private readonly api: InProcessApi,
    private readonly table: ToolTable,
    private readonly memory: UploadMemoryBudget,
    private readonly turns: CallTurns,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Answers one message of the protocol. */
  @Post()
  @OwnBody()
  @AnyCaller()
  @WithoutCookie()
  async answer(@Req() request: Request, @Res() response: Response): Promise<void> {
    // The place of the body is free again before tools ask for one.
    const message = await this.memory.reserve(request, DEFAULT_BODY_LIMIT, (reservation) =>
      readJsonBody(request, reservation, { isOptional: false }),
    );
    this.protocol ??= this.load();
    const protocol = await this.protocol;
    const gone = goneSignal(response);
    const sent = toWebRequest(request, message, gone);
    const caller = { api: this.api.of(request, gone), requestId: requestIdOf(request) };
    const answer = await this.turns.run(() => protocol.answer(caller, sent, message));
    response.status(answer.status);
    answer.headers.forEach((value, name) => response.setHeader(name, value));
    // One message, which is there when it begins. A pipeline would listen to the response so often that Node warns of a leak.
    response.end(Buffer.from(await answer.arrayBuffer()));
  }

  private async load(): Promise<ProtocolServer> {
    const { ProtocolServer } = await import('./protocol-server.js');
    return new ProtocolServer(this.table.tools, this.logger);
  }
}

/** The request as the protocol's library reads it, without its credential. */
function toWebRequest(request: Request, message: object, signal: AbortSignal): globalThis.Request {
  const own = ['accept', 'content-type'];
  const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' && (own.includes(name) || name.startsWith('mcp-')) ? [[name, value]] : [],
  );
  return new globalThis.Request('http://service/mcp', {
    method: 'POST',
    headers,
    body: JSON.stringify(message),
    signal,
  });
}

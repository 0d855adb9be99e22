import { Module } from '@nestjs/common';
import { CallTurns } from './call-turns.js';
import { InProcessApi } from './in-process-api.js';
import { McpController } from './mcp.controller.js';
import { ToolTable } from './tool-table.js';

/** Tools of the Model Context Protocol over the API, for agents and editors. */
@Module({
  controllers: [McpController],
  providers: [CallTurns, InProcessApi, ToolTable],
})
export class McpModule {}

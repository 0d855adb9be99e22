/** The part of the protocol's library that the service uses. The build bundles this file with it: all of it takes 14 MB on disk. */
export { createMcpHandler, fromJsonSchema, McpServer } from '@modelcontextprotocol/server';

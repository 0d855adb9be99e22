/** The part of the protocol's library that `qgate mcp` uses. The build bundles this file with it: all of it takes 14 MB on disk. */
export { McpServer } from '@modelcontextprotocol/server';
export { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';

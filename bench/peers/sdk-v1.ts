/** A bare server on version 1 of the SDK: one trivial tool. */
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const server = new Server({ name: 'bare', version: '1' }, { capabilities: { tools: {} } });
server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [{ name: 'echo', inputSchema: { type: 'object' as const } }] }));
server.setRequestHandler(CallToolRequestSchema, () => ({ content: [{ type: 'text' as const, text: 'ok' }] }));
await server.connect(new StdioServerTransport());

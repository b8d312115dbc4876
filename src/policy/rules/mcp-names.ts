/** Names of MCP servers and of their tools, as rules write them. A tool whose name is none of these is not offered to anybody. */
export const MCP_SERVER: RegExp = /^[\w-]{1,64}$/;
/** At most what the protocol recommends (128); the signs are those that it allows, and `/`. */
export const MCP_TOOL: RegExp = /^[\w./-]{1,128}$/;

import { hash } from 'node:crypto';

/** What models' interfaces take. */
const LONGEST = 64;
const HASHED = 8;

/**
 * The name that a child knows a tool by: `mcp_<server>_<tool>`. One that is too long, or taken, ends with a part of the hash of the tool's own
 * name, so that it stays the same and is nobody else's.
 */
export function toolNameFor(server: string, tool: string, taken: ReadonlySet<string>): string {
  const plain = `mcp_${server}_${tool}`.replace(/[^A-Za-z0-9_-]/g, '_');
  if (plain.length <= LONGEST && !taken.has(plain)) return plain;
  const mark = hash('sha256', `${server}/${tool}`).slice(0, HASHED);
  return `${plain.slice(0, LONGEST - HASHED - 1)}_${mark}`;
}

import type { CallToolResult } from '@modelcontextprotocol/client';
import { incompleteTail } from '../../shell/process/utf8.ts';
import { visible } from '../../shell/visible.ts';

/** Bytes of one result that go to a model. */
const MOST_BYTES = 65_536;
const MOST_NAME = 200;

type Block = CallToolResult['content'][number];

/** What a tool of a server gave back as text, every sign of it visible; what is no text is only named. */
export function resultText({ content, structuredContent }: CallToolResult): string {
  const texts = content.map(textOf);
  const saysNothing = !content.some(({ type }) => type === 'text');
  const all = saysNothing && structuredContent !== undefined ? [...texts, visible(JSON.stringify(structuredContent))] : texts;
  return capped(all.length === 0 ? '(it gave nothing back)' : all.join('\n'));
}

function textOf(block: Block): string {
  switch (block.type) {
    case 'text':
      return visible(block.text);
    case 'image':
    case 'audio':
      return `[${block.type} ${short(block.mimeType)}: not shown]`;
    case 'resource_link':
      return `[link to ${short(block.uri)}]`;
    case 'resource':
      return 'text' in block.resource
        ? `[resource ${short(block.resource.uri)}]\n${visible(block.resource.text)}`
        : `[resource ${short(block.resource.uri)}: not shown]`;
    default:
      return '[something that is not known here: not shown]';
  }
}

const short = (text: string): string => visible(text.slice(0, MOST_NAME)).replaceAll('\n', ' ');

function capped(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MOST_BYTES) return text;
  const head = bytes.subarray(0, MOST_BYTES);
  return `${head.toString('utf8', 0, head.length - incompleteTail(head))}\n[cut: it has ${bytes.length} bytes]`;
}

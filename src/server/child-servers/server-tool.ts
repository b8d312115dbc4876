import type { Tool } from '@modelcontextprotocol/client';
import * as z from 'zod';
import type { ChildTool, ToolReply } from '../../agents/child-tools/child-tool.ts';
import type { Hold } from '../../agents/hold/hold.ts';
import type { Access } from '../../policy/action.ts';
import { visible } from '../../shell/visible.ts';
import type { ServerConnection } from './connection.ts';
import { resultText } from './result-text.ts';
import { shownSchema } from './shown-schema.ts';

/** Characters of a server's own description that a model is shown. */
const MOST_DESCRIPTION = 300;
/** Characters of JSON; as much as a command may have. */
const MOST_ARGUMENTS = 131_072;

const input = z.looseObject({});

export interface ServerToolOf {
  /** The name that the child knows it by. */
  readonly name: string;
  readonly server: string;
  readonly tool: Pick<Tool, 'name' | 'description' | 'inputSchema'>;
  readonly hold: Hold;
  readonly cwd: string;
  readonly access: Access;
  readonly connection: Pick<ServerConnection, 'call' | 'whyNot'>;
}

/** A tool of somebody else's server as a child gets it: each call is judged by its server, its name and its arguments. */
export function serverTool({ name, server, tool, hold, cwd, access, connection }: ServerToolOf): ChildTool<typeof input> {
  const failed = (text: string): ToolReply => ({ text, isError: true });
  return {
    name,
    description: descriptionOf(server, tool.description),
    input,
    schema: shownSchema(tool.inputSchema),
    async call(args, signal) {
      // What was judged is what is sent: the text, and not an object that could say something else the next time.
      const text = JSON.stringify(args);
      if (text.length > MOST_ARGUMENTS) return failed(`The arguments have more than ${MOST_ARGUMENTS} characters.`);
      const action = { kind: 'tool', tool: name, server, name: tool.name, arguments: text, cwd, access } as const;
      const held = await hold.judge(action, signal);
      if (!held.allowed) return failed(`Denied: ${held.reason}`);
      try {
        const result = await connection.call(tool.name, JSON.parse(text), signal);
        held.ended({ status: result.isError === true ? 'failed' : 'completed' });
        return { text: resultText(result), isError: result.isError === true };
      } catch (error) {
        held.ended({ status: signal.aborted ? 'cancelled' : 'failed' });
        if (signal.aborted) return failed('The call was cancelled.');
        return failed(`The MCP server ${server} gave no answer: ${await connection.whyNot(error)}`);
      }
    },
  };
}

/** What a server says of its tool is not our word, and nothing is decided by it. */
function descriptionOf(server: string, said = ''): string {
  const words = visible(said.trim().slice(0, MOST_DESCRIPTION)).replaceAll('\n', ' ');
  return `A tool of the MCP server ${server}; each call is judged. ${words === '' ? 'It says nothing about it.' : `In the server's own words: ${words}`}`;
}

import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

export interface Host {
  readonly about: string;
  /** Calls a tool and returns its structured content. */
  call(name: string, args: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** What the next question of the server is answered with; questions nobody expects are refused. */
  answerNext(choice: 'allow_once' | 'allow_session' | 'deny'): void;
  /** The questions that were asked so far. */
  readonly questions: readonly string[];
  close(): Promise<void>;
}

/** A real MCP client over stdio that can show a question to a person; here the person is the script. */
export async function connectHost(options: {
  readonly server: string;
  /** Stands for the user's home directory, so that nobody's settings change what is shown. */
  readonly home: string;
  readonly workspace: string;
  readonly stateDir: string;
}): Promise<Host> {
  const client = new Client({ name: 'demo', version: '1.0.0' }, { capabilities: { elicitation: { form: {} } } });
  const questions: string[] = [];
  const answers: string[] = [];
  client.setRequestHandler('elicitation/create', (request) => {
    questions.push(request.params.message);
    const choice = answers.shift();
    return choice === undefined ? { action: 'decline' as const } : { action: 'accept' as const, content: { choice } };
  });
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--require', join(import.meta.dirname, '../../test/other-home.cjs'), options.server],
    cwd: options.workspace,
    env: {
      PATH: process.env['PATH'] ?? '',
      DEMO_PATH: process.env['PATH'] ?? '',
      HOME: options.home,
      TEST_HOME: options.home,
      BAILIWICK_WORKSPACE: options.workspace,
      BAILIWICK_STATE_DIR: options.stateDir,
    },
    stderr: 'inherit',
  });
  await client.connect(transport);
  const { tools } = await client.listTools();
  const server = client.getServerVersion();
  return {
    about: `${server?.name} ${server?.version} with ${tools.map((tool) => tool.name).join(', ')}`,
    questions,
    answerNext: (choice) => {
      answers.push(choice);
    },
    call: async (name, args) => {
      const result = await client.callTool({ name, arguments: args });
      if (result.structuredContent === undefined)
        throw new Error(`${name} answered without structured content: ${JSON.stringify(result.content)}`);
      return result.structuredContent as Record<string, unknown>;
    },
    close: () => client.close(),
  };
}

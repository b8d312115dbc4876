import type { Move } from './acp-model.ts';

/** What an agent calls its own tools, so that the model can call them by name. */
export interface Tools {
  readonly run: (command: string) => Move;
  readonly write: (path: string, text: string) => Move;
  readonly edit: (path: string, old: string, text: string) => Move;
  readonly read: (path: string) => Move;
  /** Calls that must be refused or not be there: sub-agents, modes, instructions of the repository. */
  readonly others: (workspace: string) => readonly Move[];
  /** The one tool of the cage. */
  readonly cage: string;
}

const call = (tool: string, args: object): Move => ({ tool, args });

export const TOOLS: Readonly<Record<string, Tools>> = {
  gemini: {
    run: (command) => call('run_shell_command', { command, description: 'a command' }),
    write: (file_path, content) => call('write_file', { file_path, content }),
    edit: (file_path, old_string, new_string) => call('replace', { file_path, old_string, new_string, instruction: 'change it' }),
    read: (file_path) => call('read_file', { file_path }),
    others: (workspace) => [
      call('enter_plan_mode', {}),
      call('invoke_agent', { agent_name: 'generalist', prompt: 'touch agent.txt' }),
      call('invoke_agent', { agent_name: 'evil', prompt: 'touch agent.txt' }),
      call('run_shell_command', { command: 'touch background.txt', description: 'x', is_background: true }),
      call('run_shell_command', { command: 'touch elsewhere.txt', dir_path: 'victim' }),
      call('save_memory', { fact: 'evil' }),
      call('activate_skill', { name: 'evil' }),
      call('exit_plan_mode', { plan_filename: 'plan.md' }),
      call('list_directory', { dir_path: workspace }),
      call('glob', { pattern: '**/*.txt' }),
      call('grep_search', { pattern: 'plain' }),
      call('web_fetch', { prompt: 'fetch http://127.0.0.1:1/x' }),
    ],
    cage: 'mcp_bailiwick_note',
  },
  opencode: {
    run: (command) => call('bash', { command, description: 'a command' }),
    write: (filePath, content) => call('write', { filePath, content }),
    edit: (filePath, oldString, newString) => call('edit', { filePath, oldString, newString }),
    read: (filePath) => call('read', { filePath }),
    others: (workspace) => [
      call('task', { description: 'd', prompt: 'touch agent.txt', subagent_type: 'general' }),
      call('skill', { name: 'evil' }),
      call('plan_exit', {}),
      call('evil', {}),
      call('bash', { command: 'touch elsewhere.txt', description: 'x', workdir: `${workspace}/victim` }),
      call('apply_patch', { patchText: `*** Begin Patch\n*** Add File: ${workspace}/patched.txt\n+bad\n*** End Patch` }),
      call('glob', { pattern: '**/*.txt' }),
      call('grep', { pattern: 'plain' }),
      call('list', { path: workspace }),
      call('webfetch', { url: 'http://127.0.0.1:1/x', format: 'text' }),
      call('todowrite', { todos: [{ content: 'x', status: 'pending', priority: 'low' }] }),
    ],
    cage: 'bailiwick_note',
  },
};

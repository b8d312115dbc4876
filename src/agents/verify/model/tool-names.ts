import type { Doing } from './step.ts';
import type { OfferedTool } from './wire.ts';

/**
 * What agents call their tools, by what they do; in small letters, the ones tried first before the others. Taken from the tools that the
 * agents of the catalogue offer, and from those of our own cage.
 */
const NAMES: Readonly<Record<Exclude<Doing['do'], 'call'>, readonly string[]>> = {
  run: [
    'bash',
    'shell',
    'run_shell_command',
    'exec_command',
    'shell_command',
    'local_shell',
    'container.exec',
    'execute_command',
    'run_command',
    'run_in_terminal',
    'terminal',
    'powershell',
    'monitor',
  ],
  write: ['write', 'write_file', 'writefile', 'create', 'create_file', 'write_to_file', 'apply_patch', 'str_replace_editor'],
  edit: ['edit', 'edit_file', 'replace', 'strreplacefile', 'str_replace', 'multiedit', 'apply_patch', 'str_replace_editor'],
  read: ['read', 'read_file', 'readfile', 'view', 'read_many_files', 'grep', 'search_file_content', 'grep_search', 'view_image'],
  spawn: ['agent', 'task', 'spawn_agent', 'invoke_agent', 'delegate_to_agent', 'subagent', 'generalist', 'workflow'],
  plan: ['enterplanmode', 'enter_plan_mode', 'plan_enter'],
  'leave-plan': ['exitplanmode', 'exit_plan_mode', 'plan_exit'],
};
const MOST = 4;

/** The name of a tool without that of the server it comes from. */
export function bareName(name: string): string {
  return name.toLowerCase().replace(/^(?:mcp_+[a-z0-9-]+_+|bailiwick[_-]+)/, '');
}

/** Tools for a step, at most four. */
export function toolsFor({ do: what }: Pick<Doing, 'do'>, tools: readonly OfferedTool[]): readonly OfferedTool[] {
  if (what === 'call') return [];
  return NAMES[what].flatMap((name) => tools.filter((tool) => bareName(tool.name) === name)).slice(0, MOST);
}

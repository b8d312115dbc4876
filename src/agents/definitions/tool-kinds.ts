import { TOOL_KINDS, type ToolKind } from '../runner.ts';

/** What agents call their tools, and what each can do. */
const KINDS: ReadonlyMap<string, readonly ToolKind[]> = new Map<string, readonly ToolKind[]>([
  ['Bash', ['bash']],
  ['Read', ['read']],
  ['LS', ['read']],
  ['NotebookRead', ['read']],
  ['Grep', ['search', 'read']],
  ['Glob', ['search', 'read']],
  ['Edit', ['write']],
  ['Write', ['write']],
  ['MultiEdit', ['write']],
  ['NotebookEdit', ['write']],
  ['WebFetch', ['fetch']],
  ['WebSearch', ['fetch']],
  ...TOOL_KINDS.map((kind) => [kind, [kind]] as const),
]);

/** What a list of tools leaves a child. A name that is not known, or one with conditions, gives nothing. */
export function kindsOf(tools: readonly string[]): readonly ToolKind[] {
  const given = new Set(tools.flatMap((name) => (name.startsWith('mcp__') ? ['mcp' as const] : (KINDS.get(name) ?? []))));
  return TOOL_KINDS.filter((kind) => given.has(kind));
}

import path from 'node:path';
import { fields, items, textOf } from '../../../model/fields.ts';
import type { Doing } from './step.ts';
import { bareName } from './tool-names.ts';
import type { ModelToolCall, OfferedTool } from './wire.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What agents call the fields of their tools. The first that a tool knows is filled. */
const COMMAND = ['command', 'cmd', 'commands', 'script'];
const PATH = ['file_path', 'filepath', 'path', 'absolute_path', 'target_file', 'paths', 'include'];
const CONTENT = ['content', 'contents', 'file_text', 'file_content', 'text'];
const OLD = ['old_string', 'oldstring', 'old_str', 'old_text', 'old'];
const NEW = ['new_string', 'newstring', 'new_str', 'new_text', 'new'];
const PROMPT = ['prompt', 'message', 'task', 'objective', 'request', 'query', 'instructions', 'script'];
/** What searches are for: any text. */
const ANY = '.';

/** Words that a field takes where any other would be refused. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  subagent_type: ['general-purpose', 'general'],
  agent_type: ['general-purpose', 'default', 'worker'],
  agent_name: ['generalist'],
  pattern: [ANY],
  regex: [ANY],
  mode: ['sync'],
  output_mode: ['content'],
};

/** The call of a tool that does a step. Fields that the tool demands beside are filled by their type. */
export function fill(step: Exclude<Doing, { do: 'call' }>, tool: OfferedTool): Omit<ModelToolCall, 'id'> {
  const base = { name: tool.name, namespace: tool.namespace };
  const patch = bareName(tool.name) === 'apply_patch' ? patchOf(step) : undefined;
  if (patch !== undefined && tool.freeform) return { ...base, args: {}, text: patch };
  const properties = fields(tool.schema['properties']);
  const args: Record<string, unknown> = {};
  const put = (names: readonly string[], value: string): void => {
    const name = Object.keys(properties).find((one) => names.includes(one.toLowerCase()) && args[one] === undefined) ?? names[0];
    if (name !== undefined) args[name] = typed(fields(properties[name]), value, step.do);
  };
  if (patch === undefined) for (const [names, value] of wishes(step, tool)) put(names, value);
  else put(['input', 'patch', ...Object.keys(properties)], patch);
  // Some tools are several: which one is meant stands in a field that others have for a command.
  const verb = choose(fields(properties['command']), step.do === 'write' ? ['create'] : ['str_replace', 'view']);
  if (verb !== undefined && step.do !== 'run') args['command'] = verb;
  for (const name of items(tool.schema['required']).map((one) => textOf(one) ?? '')) {
    if (args[name] === undefined) args[name] = demanded(name, fields(properties[name]), step);
  }
  return { ...base, args };
}

/** Searches that go through directories only. */
const IN_DIRECTORIES: ReadonlySet<string> = new Set(['grep_search']);

function wishes(step: Exclude<Doing, { do: 'call' }>, tool: OfferedTool): readonly (readonly [readonly string[], string])[] {
  switch (step.do) {
    case 'run':
      return [[COMMAND, step.command]];
    case 'write':
      return [
        [PATH, step.path],
        [CONTENT, step.text],
      ];
    case 'edit':
      return [
        [PATH, step.path],
        [OLD, step.old],
        [NEW, step.text],
      ];
    case 'read':
      return [[PATH, IN_DIRECTORIES.has(bareName(tool.name)) ? path.dirname(step.path) : step.path]];
    case 'spawn':
      return [[PROMPT, step.prompt]];
    case 'leave-plan':
      return [[['plan'], step.plan]];
    case 'plan':
      return [];
  }
}

function patchOf(step: Doing): string | undefined {
  if (step.do === 'write') return `*** Begin Patch\n*** Add File: ${step.path}\n+${step.text}\n*** End Patch\n`;
  if (step.do === 'edit') return `*** Begin Patch\n*** Update File: ${step.path}\n@@\n-${step.old}\n+${step.text}\n*** End Patch\n`;
  return undefined;
}

function typeOf(schema: Fields): string {
  const type = Array.isArray(schema['type']) ? items(schema['type'])[0] : schema['type'];
  // Google's dialect writes them in capitals.
  return textOf(type)?.toLowerCase() ?? 'string';
}

function typed(schema: Fields, value: string, what: Doing['do']): unknown {
  if (typeOf(schema) !== 'array') return value;
  return what === 'run' && !/command/.test(textOf(fields(schema['items'])['description']) ?? '') ? ['bash', '-lc', value] : [value];
}

function choose(schema: Fields, wanted: readonly string[]): string | undefined {
  const choices = items(schema['enum']);
  return wanted.find((one) => choices.includes(one));
}

function demanded(name: string, schema: Fields, step: Doing): unknown {
  const words = WORDS[name] ?? [];
  const choices = items(schema['enum']);
  if (choices.length > 0) return choose(schema, words) ?? choices[0];
  switch (typeOf(schema)) {
    case 'boolean':
      return false;
    case 'number':
    case 'integer':
      return 10_000;
    case 'array':
      return [];
    case 'object':
      return {};
    default:
      if (step.do === 'read' && /dir|cwd/.test(name)) return ANY;
      return words[0] ?? 'proof';
  }
}

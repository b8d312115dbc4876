import type { z } from 'zod';
import { visible } from '../shell/visible.ts';
import { isObject } from './json-rpc.ts';

type Issue = z.core.$ZodIssue;

const MAX_ISSUES = 10;
const MAX_NAME = 60;

/**
 * Says to a model what is wrong with the arguments of a tool and what would be right.
 * @param schema the tool's input as JSON Schema, to name the fields that exist
 * @param input the arguments; nothing of them is repeated but escaped names of unknown fields
 */
export function describeArgumentErrors(tool: string, issues: readonly Issue[], schema: unknown, input: unknown): string {
  const lines = issues.slice(0, MAX_ISSUES).map((issue) => describeIssue(issue, schema, input));
  const more = issues.length > MAX_ISSUES ? [`and ${issues.length - MAX_ISSUES} more`] : [];
  return `Invalid arguments for ${tool}: ${[...lines, ...more].join('; ')}.`;
}

function describeIssue(issue: Issue, schema: unknown, input: unknown): string {
  const field = nameOf(issue.path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const keys = issue.keys.slice(0, MAX_ISSUES).map((key) => `"${visible(key.slice(0, MAX_NAME))}"`);
      const where = issue.path.length === 0 ? '' : ` in ${field}`;
      return `unknown field ${keys.join(', ')}${where} (allowed: ${fieldsAt(schema, input, issue.path).join(', ')})`;
    }
    case 'invalid_type':
      return valueAt(input, issue.path) === undefined
        ? `${field} is missing (expected ${issue.expected})`
        : `${field} must be ${issue.expected}`;
    case 'invalid_value':
      return `${field} must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
    case 'invalid_union': {
      const options: unknown = Reflect.get(issue, 'options');
      if (Array.isArray(options)) return `${field} must be one of ${options.map((value) => JSON.stringify(value)).join(', ')}`;
      const branches = issue.errors.map((branch) => branch.map((inner) => describeIssue(inner, schema, input)).join(' and '));
      return `${field} fits nothing that it may be: ${branches.join(', or ')}`;
    }
    default:
      return `${field}: ${issue.message}`;
  }
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the arguments' : `"${visible(path.map(String).join('.').slice(0, MAX_NAME))}"`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), input);
}

/** The fields that the object at a path may have; of alternatives only those whose constants fit the input. */
function fieldsAt(schema: unknown, input: unknown, path: readonly PropertyKey[]): string[] {
  if (!isObject(schema)) return [];
  const alternatives = schema['anyOf'] ?? schema['oneOf'];
  if (Array.isArray(alternatives)) {
    const fitting = alternatives.filter((alternative) => constantsFit(alternative, input));
    return [...new Set(fitting.flatMap((alternative) => fieldsAt(alternative, input, path)))];
  }
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const [key, ...rest] = path;
  if (key === undefined) return Object.keys(properties);
  const inner = typeof key === 'number' ? schema['items'] : (properties[String(key)] ?? schema['additionalProperties']);
  return fieldsAt(inner, valueAt(input, [key]), rest);
}

function constantsFit(schema: unknown, input: unknown): boolean {
  if (!isObject(schema) || !isObject(schema['properties'])) return true;
  return Object.entries(schema['properties']).every(
    ([name, property]) => !isObject(property) || property['const'] === undefined || property['const'] === valueAt(input, [name]),
  );
}

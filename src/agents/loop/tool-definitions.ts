import * as z from 'zod';
import type { ToolDefinition } from '../../model/model.ts';
import type { ChildTool } from '../child-tools/child-tool.ts';

/** The tools as a model is told of them. */
export function toolDefinitions(tools: readonly ChildTool[]): readonly ToolDefinition[] {
  return tools.map((tool) => ({ name: tool.name, description: tool.description, parameters: parametersOf(tool) }));
}

function parametersOf({ input, schema }: ChildTool): Readonly<Record<string, unknown>> {
  if (schema !== undefined) return { type: 'object', ...schema };
  const made = z.toJSONSchema(input, { target: 'draft-2020-12', io: 'input', override: ({ jsonSchema }) => dropIntegerBounds(jsonSchema) });
  const { $schema: _dialect, '~standard': _standard, ...shown } = made;
  return { type: 'object', ...shown };
}

/** The bounds of safe integers, which zod adds to every whole number. */
function dropIntegerBounds(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

import type { ListToolsResult } from '@modelcontextprotocol/server';
import * as z from 'zod';
import type { Tool } from '../tools/tool.ts';

type ListedTool = ListToolsResult['tools'][number];
type JsonSchema = Record<string, unknown>;

/** The tools as clients see them, in the order given. Costs some milliseconds: call it once. */
export function listedTools(tools: readonly Tool[]): ListedTool[] {
  return tools.map((tool) => ({
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: { type: 'object', ...inputSchema(tool) },
    outputSchema: { type: 'object', ...outputSchema(tool) },
    annotations: { ...tool.annotations },
  }));
}

/** The input of a tool as JSON Schema 2020-12; strict objects say that they are. */
export function inputSchema(tool: Pick<Tool, 'input'>): JsonSchema {
  return compact(
    z.toJSONSchema(tool.input, { target: 'draft-2020-12', io: 'input', override: ({ jsonSchema }) => dropIntegerBounds(jsonSchema) }),
  );
}

function outputSchema(tool: Tool): JsonSchema {
  return compact(
    z.toJSONSchema(tool.output, {
      target: 'draft-2020-12',
      io: 'output',
      override: ({ jsonSchema }) => {
        dropIntegerBounds(jsonSchema);
        // Results may gain fields, and what tells nothing costs the model's context.
        if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      },
    }),
  );
}

/** The bounds of safe integers, which zod adds to every whole number. */
function dropIntegerBounds(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

/** 2020-12 is what MCP takes an unmarked schema for. */
function compact(schema: z.core.JSONSchema.BaseSchema): JsonSchema {
  const { $schema: _dialect, '~standard': _standard, ...rest } = schema;
  return rest;
}

import * as z from 'zod';
import { isObject } from './json-rpc.ts';

/** Parameters of a list that always fits one page. */
export const pageParams = z.object({ cursor: z.undefined('there are no further pages').optional() });

export const uriParams = z.object({ uri: z.string() });

/** The arguments themselves are checked by the tool's own schema. */
export const callParams = z.object({
  name: z.string(),
  arguments: z.custom<Record<string, unknown>>(isObject, 'expected an object').optional(),
});

import * as z from 'zod';

/** What a worker process can be told. */
export const orders = z.discriminatedUnion('order', [
  z.object({ order: z.literal('drain'), queues: z.array(z.string()) }),
  z.object({ order: z.literal('work'), queue: z.string(), changes: z.number() }),
  z.object({ order: z.literal('rescue'), taskId: z.string() }),
  z.object({ order: z.literal('serve'), queue: z.string(), outputDir: z.string() }),
]);

export type Order = z.infer<typeof orders>;

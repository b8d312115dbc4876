// Speaks the wire of Claude Code by a script: node fake-claude.ts '<JSON of steps>'. Every message it gets goes to standard error.
import { createInterface } from 'node:readline';

/** One step of the script. `SESSION` and the id of the newest request of ours are put in where they belong. */
export type Step =
  /** Waits for the next message of ours. */
  | { readonly wait: 'control_request' | 'control_response' | 'user' }
  /** Answers the newest request of ours. */
  | { readonly reply: unknown }
  | { readonly refuse: string }
  /** Says something; `"USER"` in it is the id of the newest user message. */
  | { readonly say: unknown }
  | { readonly raw: string }
  | { readonly exit: number };

const steps = JSON.parse(process.argv[2] ?? '[]') as readonly Step[];
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
let request = '';
let user = '';

const write = (message: unknown): boolean =>
  process.stdout.write(`${JSON.stringify(message).replaceAll('"USER"', JSON.stringify(user))}\n`);

async function next(type: string): Promise<void> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done === true) process.exit(0);
    process.stderr.write(`${value}\n`);
    const message = JSON.parse(value);
    if (message.type === 'control_request') request = message.request_id;
    if (message.type === 'user') user = message.uuid;
    if (message.type === type) return;
  }
}

for (const step of steps) {
  if ('wait' in step) await next(step.wait);
  else if ('reply' in step)
    write({ type: 'control_response', response: { subtype: 'success', request_id: request, response: step.reply } });
  else if ('refuse' in step) write({ type: 'control_response', response: { subtype: 'error', request_id: request, error: step.refuse } });
  else if ('say' in step) write(step.say);
  else if ('raw' in step) process.stdout.write(step.raw);
  else process.exit(step.exit);
}
// Until nobody talks to it any more.
await next('end');

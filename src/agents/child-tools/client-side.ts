import type { ClientSide } from '../acp/client-side.ts';
import { joined } from '../catalogue/generic-wanted.ts';
import { statusOf } from './bash.ts';
import type { ChildToolDeps } from './child-tool-deps.ts';
import { openRegular, readWhole } from './open-regular.ts';
import { carryOut, permit } from './permit.ts';
import { namedPath } from './place.ts';
import { createReadState, MAX_WHOLE_BYTES, sha256Of } from './read-state.ts';
import { CANCELLED, Refusal, replying } from './refusal.ts';
import { visibleExcerpt } from './visible-excerpt.ts';
import { writeFileTool } from './write-file.ts';

/** Agents have limits of their own; this is for one that forgets a command. */
const LONGEST_RUN_MS = 3_600_000;
/** Of what a command wrote. */
const OUTPUT_BYTES = 64 * 1024;

/** What is done in the place of one child that touches no file and starts no command itself: the same as by the tools of a cage. */
export function createClientSide(deps: ChildToolDeps): ClientSide {
  const { hold, cwd: own, access, run } = deps;
  const state = createReadState();
  const writeFile = writeFileTool(deps, state);
  return {
    read: (path, lines, signal) =>
      inWords(async () => {
        const permitted = await permit(deps, { tool: 'read_file', use: 'read', named: namedPath(own, path) }, signal);
        return await carryOut(permitted, async (place) => {
          const file = await openRegular(place);
          try {
            const bytes = await readWhole(file, MAX_WHOLE_BYTES);
            if (bytes === undefined) throw new Refusal('The file has more than 16 MiB; look at it with a command.');
            const text = textOf(bytes);
            state.remember(place.real, sha256Of(bytes));
            return linesOf(text, lines);
          } finally {
            await file.close();
          }
        });
      }),
    async write(path, text, signal) {
      const { text: said, isError } = await writeFile.call({ path, content: text }, signal);
      if (isError) throw new Error(said);
    },
    async run(command, args, cwd, signal) {
      const text = commandOf(command, args, cwd);
      const held = await hold.judge({ kind: 'command', tool: 'bash', command: text, cwd: namedPath(own, cwd), access }, signal);
      if (!held.allowed) throw new Error(`Denied: ${held.reason}`);
      const { execution } = held;
      if (execution === undefined || signal.aborted) {
        held.ended({ status: signal.aborted ? 'stopped' : 'failed' });
        throw new Error(signal.aborted ? CANCELLED : 'Denied: nothing says what would be run.');
      }
      const killing = new AbortController();
      let shown = { text: '', truncated: false };
      const ended = run(execution, { timeoutMs: LONGEST_RUN_MS, signal: killing.signal })
        .then(async ({ end, output }) => {
          held.ended({ status: statusOf(end), exitCode: end.exitCode ?? undefined });
          shown = {
            text: end.error === undefined ? await visibleExcerpt(output, 'combined', OUTPUT_BYTES) : end.error,
            truncated: output.bytes.combined > OUTPUT_BYTES,
          };
          // Nobody can ask for more of it.
          await output.remove();
          return { exitCode: end.exitCode, signal: end.signal };
        })
        .catch(() => {
          held.ended({ status: 'failed' });
          return { exitCode: null, signal: null };
        });
      return {
        output: () => shown,
        ended,
        async kill() {
          killing.abort();
          await ended;
        },
      };
    },
  };
}

/** Rejects with our own words for whatever goes wrong. */
async function inWords(work: () => Promise<string>): Promise<string> {
  const { text, isError } = await replying(work);
  if (isError) throw new Error(text);
  return text;
}

/** The agent puts the whole back after it has changed some of it: what is no text would be lost by that. */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal('It is no text in UTF-8; look at it with a command.');
  }
}

function linesOf(text: string, { line = 1, limit }: Parameters<ClientSide['read']>[1]): string {
  if (line <= 1 && limit === undefined) return text;
  const first = Math.max(0, line - 1);
  return text
    .split(/(?<=\n)/)
    .slice(first, limit === undefined ? undefined : first + limit)
    .join('');
}

/** What is run is judged as what it is: a shell with nothing but a script is its script, which may begin with going where it starts anyway. */
function commandOf(command: string, args: readonly string[], cwd: string): string {
  const [option, script, ...others] = args;
  if (!/^(?:\/usr)?\/bin\/(?:ba)?sh$/.test(command) || option !== '-c' || script === undefined || others.length > 0) {
    return joined([command, ...args]);
  }
  const going = `cd '${cwd}' && `;
  return !cwd.includes("'") && script.startsWith(going) ? script.slice(going.length) : script;
}

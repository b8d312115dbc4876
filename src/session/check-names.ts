import * as z from 'zod';
import type { readWorkspaceFile } from '../shell/workspace-file.ts';
import { names, name as shown } from './todo-words.ts';

/** The checks that every workspace may have; others are named in its configuration. */
export const CHECK_NAMES = ['build', 'test', 'lint'] as const;
type CheckName = (typeof CHECK_NAMES)[number];

/** What the name of a check stands for in the workspace as it is now. */
export type ResolvedCheck =
  | { readonly kind: 'command'; readonly command: string }
  /** The name is good, and the workspace has nothing for it. */
  | { readonly kind: 'missing'; readonly detail: string }
  /** There is no such check, or where it would stand can not be understood. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Takes the reader of a workspace's files, a directory and the name of a check; returns its command as the files there say it now. */
export async function resolveCheck(readFile: typeof readWorkspaceFile, directory: string, name: string): Promise<ResolvedCheck> {
  const read: Read = (file) => readFile(directory, file, MAX_BYTES);
  const own = await configured(read, name);
  if (own.kind !== 'missing') return own;
  const check = CHECK_NAMES.find((one) => one === name);
  if (check !== undefined) return await usual(read, check);
  return {
    kind: 'refused',
    reason: `evaluator ${shown(name)} is neither ${CHECK_NAMES.join(', ')} nor a check of ${CONFIG_FILE}: ${own.detail}`,
  };
}

type Read = (file: string) => ReturnType<typeof readWorkspaceFile>;

type Commands = Readonly<Record<CheckName, string>>;

interface CheckSource {
  readonly file: string;
  readonly commands: Commands;
  /** Whether a file with this text has the check; `undefined` when the text can not be understood. */
  readonly has: (text: string, name: CheckName) => boolean | undefined;
}

const make: Omit<CheckSource, 'file'> = {
  commands: { build: 'make build', test: 'make test', lint: 'make lint' },
  has: hasTarget,
};

/** Where the commands come from; the first that has one counts. */
const SOURCES: readonly CheckSource[] = [
  { file: 'package.json', commands: { build: 'npm run build', test: 'npm test', lint: 'npm run lint' }, has: hasScript },
  {
    file: 'pyproject.toml',
    commands: { build: 'python3 -m build', test: 'python3 -m pytest', lint: 'ruff check' },
    has: (text, name) => PYTHON_TABLES[name].test(text),
  },
  // In the order in which make looks for them.
  { file: 'GNUmakefile', ...make },
  { file: 'makefile', ...make },
  { file: 'Makefile', ...make },
  { file: 'Cargo.toml', commands: { build: 'cargo build', test: 'cargo test', lint: 'cargo clippy' }, has: () => true },
  { file: 'go.mod', commands: { build: 'go build ./...', test: 'go test ./...', lint: 'go vet ./...' }, has: () => true },
];

/** A project that uses one of these says so in a table of this name. */
const PYTHON_TABLES: Readonly<Record<CheckName, RegExp>> = {
  build: /^\s*\[build-system\]/m,
  test: /^\s*\[tool\.pytest[.\]]/m,
  lint: /^\s*\[tool\.ruff[.\]]/m,
};

const CONFIG_FILE = '.bailiwick/config.json';
const MAX_BYTES = 1_048_576;

const configSchema = z.looseObject({ checks: z.record(z.string(), z.string().trim().min(1)).optional() });
const manifestSchema = z.looseObject({ scripts: z.record(z.string(), z.unknown()).optional() });

async function configured(read: Read, name: string): Promise<ResolvedCheck> {
  const found = await read(CONFIG_FILE);
  if (!found.ok) return { kind: 'missing', detail: found.reason };
  const config = configSchema.safeParse(found.truncated ? undefined : json(found.text));
  if (!config.success) return { kind: 'refused', reason: `${CONFIG_FILE} is not understood; it must be {"checks": {"name": "command"}}` };
  const commands = new Map(Object.entries(config.data.checks ?? {}));
  const command = commands.get(name);
  return command === undefined
    ? { kind: 'missing', detail: `its checks are ${names([...commands.keys()])}` }
    : { kind: 'command', command };
}

async function usual(read: Read, name: CheckName): Promise<ResolvedCheck> {
  for (const source of SOURCES) {
    const found = await read(source.file);
    if (!found.ok) continue;
    const has = found.truncated ? undefined : source.has(found.text, name);
    if (has === undefined) return { kind: 'refused', reason: `${source.file} is not understood, so its ${name} command is not known` };
    if (has) return { kind: 'command', command: source.commands[name] };
  }
  return { kind: 'missing', detail: `no ${name} command in ${[CONFIG_FILE, ...SOURCES.map(({ file }) => file)].join(', ')}` };
}

function hasScript(text: string, name: CheckName): boolean | undefined {
  const manifest = manifestSchema.safeParse(json(text));
  if (!manifest.success) return undefined;
  const script = new Map(Object.entries(manifest.data.scripts ?? {})).get(name);
  return typeof script === 'string' && script.trim() !== '';
}

/** A rule's targets stand before its colon; `:=` and its kin are assignments. */
function hasTarget(text: string, name: CheckName): boolean {
  return text.split('\n').some((line) => {
    const targets = /^(?![\t#])([^:=#]+):{1,2}(?!:*=)/.exec(line)?.[1];
    return targets?.trim().split(/\s+/).includes(name) ?? false;
  });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

import path from 'node:path';
import { type DefinitionFile, definitionFiles } from '../agents/definitions/definition-files.ts';
import { parseRules } from '../policy/rules/parse.ts';
import type { RuleLayer } from '../policy/rules/rule.ts';
import { type RuleFile, ruleFilesOf, textOf } from '../policy/rules/rule-files.ts';
import { fingerprintOf, readTrust, type TrustedFiles, trustFileOf, trustOf, trustText } from '../policy/rules/trust.ts';
import { visible } from '../shell/visible.ts';
import { ruleLine } from './rules-text.ts';
import { type Shown, showDefinition } from './trust-definition.ts';
import { framed } from './trust-text.ts';

export interface TrustRequest {
  /** Files; none stands for those of the workspace: rules and definitions of agents. */
  readonly operands: readonly string[];
  /** `--yes` was given. */
  readonly yes: boolean;
  readonly config: { readonly configDir: string; readonly workspace: string; readonly cwd: string };
  /** Reads a file once; `inside` as in `readRuleFile`. */
  readonly readFile: (file: string, inside?: string) => RuleFile;
  /** Replaces a file whole; throws what the disk says. */
  readonly replaceFile: (file: string, text: string) => void;
  /** The next line that a person types; `undefined` where nobody can. */
  readonly readLine: () => Promise<string | undefined>;
  readonly now: () => Date;
  readonly stdout: { readonly write: (text: string) => void };
  readonly log: (message: string) => void;
}

const FAILED = 1;
const WRONG_USAGE = 64;

/**
 * `trust`: shows each file and what it says, and on a yes stores the fingerprint of exactly the bytes that were shown.
 * Returns the exit code: 0 all trusted, 1 not all, 64 wrong usage.
 */
export async function trust(request: TrustRequest): Promise<number> {
  const named = namedFiles(request);
  if (named === undefined) return WRONG_USAGE;
  const { readFile, config, log, stdout } = request;
  let found = 0;
  let failed = false;
  for (const one of named) {
    const { file } = one;
    let shown: Shown;
    if ('format' in one) shown = await showDefinition(config.workspace, one);
    else {
      const read = readFile(file, config.workspace);
      if (read.kind === 'absent' && request.operands.length === 0) continue;
      shown = showRules(one.layer, file, read);
    }
    found++;
    if (!shown.ok) {
      for (const line of shown.problems) log(visible(line));
      failed = true;
    } else if (!(await trustOne(request, shown))) failed = true;
  }
  if (found === 0) stdout.write('This workspace has no rules and no agents of its own.\n');
  return failed ? FAILED : 0;
}

function showRules(layer: RuleLayer, file: string, read: RuleFile): Shown {
  if (read.kind !== 'file') return { ok: false, problems: [`${file}: ${read.kind === 'absent' ? 'there is no such file' : read.reason}`] };
  const { bytes, real } = read;
  const text = textOf(bytes);
  const parsed = text === undefined ? undefined : parseRules(text, { layer, file });
  if (text === undefined || parsed === undefined || !parsed.ok) {
    const mistakes = parsed?.ok === false ? parsed.problems.map(({ message }) => message) : [];
    return { ok: false, problems: [...mistakes, `${file}: it is not trusted, because it is no rules file.`] };
  }
  const lines = parsed.rules.map((rule) => `  ${ruleLine(rule)}\n`).join('');
  return { ok: true, bytes, real, text: `${visible(file)}\n${framed(text)}Its rules:\n${lines || '  none\n'}` };
}

/** Asks about exactly the bytes that are shown. */
async function trustOne(request: TrustRequest, { bytes, real, text }: Extract<Shown, { ok: true }>): Promise<boolean> {
  const { stdout, log } = request;
  const sha256 = fingerprintOf(bytes);
  stdout.write(`${text}sha256 ${sha256}\n`);
  const trusted = trustedNow(request);
  if (trustOf(trusted, real, bytes) === 'trusted') {
    stdout.write('It is trusted already.\n');
    return true;
  }
  if (!request.yes) {
    stdout.write('Type yes to trust exactly this: ');
    if ((await request.readLine())?.trim() !== 'yes') {
      log('Nothing was trusted: only yes, or --yes, trusts it.');
      return false;
    }
  }
  // Read again: somebody else may have trusted another file while this one waited for an answer.
  store(request, new Map([...trustedNow(request), [real, { sha256, at: request.now().toISOString() }]]));
  stdout.write('Trusted.\n');
  return true;
}

/** `untrust`: forgets the fingerprints. Returns the exit code: 0 none is trusted any more, 64 wrong usage. */
export function untrust(request: TrustRequest): number {
  const named = namedFiles(request);
  if (named === undefined) return WRONG_USAGE;
  const { readFile, config, stdout } = request;
  const left = new Map(trustedNow(request));
  for (const { file } of named) {
    const read = readFile(file, config.workspace);
    const forgotten = left.delete(read.kind === 'file' ? read.real : file);
    stdout.write(visible(`${file}: ${forgotten ? 'not trusted any more' : 'it was not trusted'}\n`));
  }
  store(request, left);
  return 0;
}

type Trustable = { readonly layer: RuleLayer; readonly file: string } | DefinitionFile;

/** The files that can be trusted: those of the workspace, or what the operands name of them. */
function namedFiles({ operands, config, log }: TrustRequest): readonly Trustable[] | undefined {
  const files = ruleFilesOf(config.configDir, config.workspace);
  const layers = (['project', 'local'] as const).map((layer) => ({ layer, file: files[layer] }));
  const all: readonly Trustable[] = [...layers, ...definitionFiles(config.workspace)];
  if (operands.length === 0) return all;
  const named = operands.map((operand) => all.find(({ file }) => file === path.resolve(config.cwd, operand)));
  const known = named.filter((entry) => entry !== undefined);
  if (known.length === named.length) return known;
  log(visible(`Only these can be trusted: ${all.map(({ file }) => file).join(', ')}`));
  return undefined;
}

function trustedNow({ config, readFile, log }: TrustRequest): TrustedFiles {
  const file = trustFileOf(config.configDir);
  const { trusted, problem } = readTrust(file, readFile(file));
  if (problem !== undefined) log(problem);
  return trusted;
}

function store({ config, replaceFile }: TrustRequest, trusted: TrustedFiles): void {
  replaceFile(trustFileOf(config.configDir), trustText(trusted));
}

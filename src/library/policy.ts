import { userInfo } from 'node:os';
import path from 'node:path';
import { ACCESS_LEVELS, type Access, PRESETS, type Preset, type Verdict } from '../policy/action.ts';
import { type CommandVerdict, decide as decideCommand } from '../policy/decide.ts';
import { oldBash } from '../policy/examine.ts';
import { boundsOf } from '../policy/places.ts';
import { parseRules } from '../policy/rules/parse.ts';
import { NO_RULES, type RuleSet } from '../policy/rules/rule.ts';
import { narrowest, ruleSetOf } from '../policy/rules/rule-set.ts';
import { refusal } from '../policy/verdicts.ts';
import { localWorld, type World } from '../policy/world.ts';
import { analyse as analyseCommand } from '../shell/analyse.ts';
import type { ActionClass, CommandAnalysis, Span } from '../shell/analysis.ts';

export type { Access, Decision, Preset, Verdict } from '../policy/action.ts';
export type { Prefix } from '../policy/prefix.ts';
export type { Signal } from '../policy/signals.ts';
export type { World } from '../policy/world.ts';
export type { ActionClass, CommandAnalysis, Effects, Fact, Hazard, Invocation, Part, Redirect, Span, Word } from '../shell/analysis.ts';

export interface AnalyseOptions {
  /** Where the command would start; absolute. */
  readonly cwd: string;
  /** The home directory that `~` stands for; the one that the user database names when it is not given. */
  readonly home?: string;
}

/**
 * Lists every program that bash would start for a command, through wrappers, substitutions and scripts in quotes, with what is known
 * of each. Pure, and total: what cannot be understood makes `complete` false and is told in `hazards`.
 * @throws TypeError for a command that is no string, and for a path that is not absolute
 */
export function analyse(command: string, options: AnalyseOptions): CommandAnalysis {
  if (typeof command !== 'string') throw new TypeError('The command is a string.');
  return analyseCommand(command, { cwd: absolute(options.cwd, 'cwd'), home: homeOf(options.home) });
}

export interface DecideOptions {
  /** The directory that may be read and written without a question; absolute. Never take it from whoever asks. */
  readonly workspace: string;
  /** `workspace-write` when it is not given. */
  readonly access?: Access;
  /** What is allowed unasked; `standard` when it is not given. */
  readonly preset?: Preset;
  /** As in `analyse`. */
  readonly home?: string;
  /** A person's rules: the text of a `rules.jsonc`. */
  readonly rules?: string;
  /** Directories or files that nobody may read or write by a command, such as your own settings and state; absolute. */
  readonly own?: readonly string[];
  /** The PATH that the command will run with. */
  readonly searchPath: string;
  /** The major version of the bash that would run it; 5 when it is not given. Below that only plain commands are allowed. */
  readonly bash?: number;
  /** The machine as it is looked at; the real one when it is not given. */
  readonly world?: World;
}

/** One simple command of the text. */
export interface DecidedPart {
  readonly span: Span;
  readonly text: string;
  readonly class: ActionClass;
  readonly prefix: Verdict['prefix'];
}

export interface Decided extends Verdict {
  readonly class: ActionClass;
  /** The simple commands of the text, in its order. */
  readonly parts: readonly DecidedPart[];
  /** The parts that need a person. */
  readonly asking: readonly Span[];
}

/** Rules that cannot be read; nothing was decided. */
export class RulesError extends Error {
  override readonly name = 'RulesError';
  /** One line for each mistake, with its place. */
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The rules are not valid: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/**
 * Says whether a command may run: by absolute denials, what is proven to only read, the rules, and the preset. Looks at the machine
 * (links, programs on the PATH, files that configure them), starts nothing and writes nothing. What goes wrong on the way is a denial.
 * Only what is started as it was judged is held by the answer: see `docs/library.md`.
 * @throws TypeError for options that make no sense, `RulesError` for rules that cannot be read
 */
export function decide(analysis: CommandAnalysis, options: DecideOptions): Decided {
  const access = oneOf(ACCESS_LEVELS, options.access ?? 'workspace-write', 'access');
  const preset = oneOf(PRESETS, options.preset ?? 'standard', 'preset');
  const home = homeOf(options.home);
  if (typeof options.searchPath !== 'string') throw new TypeError('searchPath is the PATH that the command will run with.');
  const world = options.world ?? localWorld(options.searchPath, home);
  const workspace = absolute(options.workspace, 'workspace');
  const own = (options.own ?? []).map((directory) => absolute(directory, 'own'));
  const real = (name: string): string => world.resolve(name) ?? name;
  const bounds = boundsOf({ workspace: real(workspace), home: real(home), ownDirs: own.map(real) });
  const rules = rulesOf(options.rules, bounds.workspace, bounds.home, world);
  // A preset that rules name only narrows.
  const context = { bounds, access, preset: narrowest(preset, rules.preset) ?? preset, grants: [], world, ownPrograms: [], rules };
  try {
    return shown(analysis, decideCommand(analysis, context), options.bash ?? 5);
  } catch (error) {
    const reason = `judging failed: ${error instanceof Error ? error.message : String(error)}`;
    return { ...refusal(0, 'library:failed', reason, 'Report this command.'), class: 'unknown', parts: [], asking: [] };
  }
}

function shown(analysis: CommandAnalysis, decided: CommandVerdict, bash: number): Decided {
  const verdict = oldBash(decided.verdict, analysis, bash);
  return {
    ...verdict,
    // Who asks, and how, is up to the program.
    ...(verdict.decision === 'ask' ? { change: 'A person can allow it.' } : {}),
    class: verdict.class ?? 'unknown',
    parts: decided.parts.map(({ span, class: cls, prefix }) => ({
      span,
      text: analysis.command.slice(span.start, span.end),
      class: cls,
      prefix,
    })),
    asking: decided.asking,
  };
}

function rulesOf(text: string | undefined, workspace: string, home: string, world: World): RuleSet {
  if (text === undefined) return NO_RULES;
  const parsed = parseRules(text, { layer: 'user', file: 'rules' });
  if (!parsed.ok) throw new RulesError(parsed.problems.map(({ message }) => message));
  return ruleSetOf({ ...parsed, problems: [] }, { workspace, home, resolve: world.resolve });
}

function homeOf(given: string | undefined): string {
  return absolute(given ?? userInfo().homedir, 'home');
}

function absolute(value: unknown, name: string): string {
  if (typeof value !== 'string' || !path.isAbsolute(value))
    throw new TypeError(`${name} is an absolute path, not ${JSON.stringify(value)}.`);
  return value;
}

function oneOf<T extends string>(known: readonly T[], value: T, name: string): T {
  if (!known.includes(value)) throw new TypeError(`${name} is one of ${known.join(', ')}, not ${JSON.stringify(value)}.`);
  return value;
}

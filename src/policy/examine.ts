import { LRUCache } from 'lru-cache';
import { analyse } from '../shell/analyse.ts';
import type { CommandAnalysis } from '../shell/analysis.ts';
import { ACCESS_LEVELS, type Access, PRESETS, type Preset, type Verdict } from './action.ts';
import { type CommandVerdict, decide, grantableScopes, mayBeLowered } from './decide.ts';
import type { GrantScope } from './grants.ts';
import type { DecisionContext } from './opinion.ts';
import { boundsOf } from './places.ts';
import type { RuleSet } from './rules/rule.ts';
import { refusal } from './verdicts.ts';
import type { World } from './world.ts';

/** The bounds of a session, and the machine, that its commands are judged by. */
export interface ExaminerDeps {
  /** Absolute and real. */
  readonly workspace: string;
  readonly access: Access;
  readonly preset: Preset;
  readonly home: string;
  /** Real paths of our own directories: settings, rules, state, compiled code. */
  readonly ownDirs: readonly string[];
  /** Real paths of the files that start this program. */
  readonly ownPrograms: readonly string[];
  /** Looked for once, on first need. */
  readonly bash: () => { readonly path: string; readonly major: number };
  readonly world: World;
  /** A person's rules as they stand now. */
  readonly rules: () => RuleSet;
}

export interface Examinee {
  readonly command: string;
  /** Absolute. */
  readonly cwd: string;
  readonly access: Access;
  readonly grants: readonly GrantScope[];
  /** The agent that would do it, where a child is asked for. */
  readonly agent?: string | undefined;
  /** Decides what is no command; `command` only says it in words then. */
  readonly decide?: ((cwd: string, context: DecisionContext) => CommandVerdict) | undefined;
}

/** A command that was judged. */
export interface Examined extends CommandVerdict {
  readonly refused: false;
  /** The real path of the directory it would start in. */
  readonly cwd: string;
  /** What a person could grant for the session; see `grantableScopes`. */
  readonly grantable: () => readonly GrantScope[];
  /** Whether a classifier may answer in place of the preset; see `mayBeLowered`. */
  readonly lowerable: () => boolean;
  /** The rules that it was judged by. */
  readonly rules: RuleSet;
}

/** A command that could not even be judged: where it would start, or what it asks for, is refused. */
export interface Refused {
  readonly refused: true;
  readonly verdict: Verdict;
}

/** Analyses kept; what is cached is pure analysis, never a verdict. */
const CACHED_ANALYSES = 200;

/** Makes the one function that puts together what a decision depends on, and decides. It throws what `bash` and the world throw. */
export function createExaminer(deps: ExaminerDeps): (examinee: Examinee) => Examined | Refused {
  const analyses = new LRUCache<string, CommandAnalysis>({ max: CACHED_ANALYSES });
  const { workspace, home, ownDirs, ownPrograms, preset, world } = deps;
  const bounds = boundsOf({ workspace, home, ownDirs });

  const analysed = (command: string, cwd: string): CommandAnalysis => {
    const key = `${cwd}\0${command}`;
    const known = analyses.get(key);
    if (known !== undefined) return known;
    const analysis = analyse(command, { home, cwd });
    analyses.set(key, analysis);
    return analysis;
  };

  return ({ command, cwd: asked, access, grants, agent, decide: decideOther }) => {
    if (ACCESS_LEVELS.indexOf(access) > ACCESS_LEVELS.indexOf(deps.access)) {
      return refused(
        'access:parent',
        `access "${access}" is wider than "${deps.access}", which this session has`,
        `Ask for access: "${deps.access}" or less.`,
      );
    }
    const cwd = world.resolve(asked);
    if (cwd === undefined || !world.isDirectory(cwd))
      return refused('gate:cwd', 'the working directory is not a directory', 'Name a directory that exists.');
    const rules = deps.rules();
    const context: DecisionContext = { bounds, access, preset: narrower(preset, rules.preset), grants, world, ownPrograms, rules, agent };
    const decided = decideOther === undefined ? decide(analysed(command, cwd), context) : decideOther(cwd, context);
    const verdict = decideOther === undefined ? oldBash(decided.verdict, decided.analysis, deps.bash().major) : decided.verdict;
    return {
      ...decided,
      refused: false,
      verdict,
      cwd,
      rules,
      lowerable: () => mayBeLowered({ ...decided, verdict }, context),
      grantable: () => grantableScopes({ ...decided, verdict }, context),
    };
  };
}

/** Rules may name a preset; it only narrows that of the session. */
function narrower(held: Preset, named: Preset | undefined): Preset {
  return named !== undefined && PRESETS.indexOf(named) < PRESETS.indexOf(held) ? named : held;
}

function refused(rule: string, reason: string, change: string): Refused {
  return { refused: true, verdict: refusal(2, rule, reason, change) };
}

/** Below 5.0 (macOS ships 3.2) bash reads some constructs differently from what was analysed. */
export function oldBash(verdict: Verdict, analysis: CommandAnalysis, major: number): Verdict {
  if (verdict.decision !== 'allow' || analysis.plain || major >= 5) return verdict;
  return {
    ...verdict,
    decision: 'ask',
    tier: 5,
    rule: 'old-bash',
    reason: `bash ${major} is older than what the analysis knows`,
    change: 'Install bash 5.',
  };
}

import { visible } from '../../shell/visible.ts';
import { within } from '../places.ts';
import { type FileRules, parseRules } from './parse.ts';
import { RULE_LAYERS, type Rule, type RuleLayer, type RuleProblem, type RuleSet } from './rule.ts';
import { type RuleFile, ruleFilesOf, textOf } from './rule-files.ts';
import { narrowest, type RulePlaces, ruleSetOf } from './rule-set.ts';
import { type TrustedFiles, trustOf } from './trust.ts';

export interface RuleSources extends RulePlaces {
  /** The user's own settings. */
  readonly configDir: string;
  /** Reads a file once; `inside` as in `readRuleFile`. */
  readonly readFile: (file: string, inside?: string) => RuleFile;
  readonly trusted: TrustedFiles;
}

/** Reads all layers and merges them: user, project, local. */
export function loadRules(sources: RuleSources): RuleSet {
  return merge(readLayers(sources), sources, undefined);
}

/**
 * The same when files may have changed. What a layer denied or asked about stays while its file cannot be read, or was changed since it was
 * trusted: a mistake, or a stranger, never makes the rules weaker.
 */
export function reloadRules(previous: RuleSet, sources: RuleSources): RuleSet {
  return merge(readLayers(sources), sources, previous);
}

/** What one layer adds. */
interface Layer extends FileRules {
  readonly layer: RuleLayer;
  readonly problems: readonly RuleProblem[];
}

const NOTHING: FileRules = { rules: [], softDeny: [], environment: [], preset: undefined, networkAllow: [] };

function readLayers(sources: RuleSources): readonly Layer[] {
  const files = ruleFilesOf(sources.configDir, sources.workspace);
  return RULE_LAYERS.map((layer) => readLayer(layer, files[layer], sources));
}

function readLayer(layer: RuleLayer, file: string, { workspace, readFile, trusted }: RuleSources): Layer {
  const read = layer === 'user' ? readFile(file) : readFile(file, workspace);
  if (read.kind === 'absent') return { ...NOTHING, layer, problems: [] };
  if (read.kind === 'unreadable')
    return nothingFrom(layer, [{ layer, file, kind: 'unreadable', message: visible(`${file}: ${read.reason}`) }]);
  const text = textOf(read.bytes);
  if (text === undefined) return nothingFrom(layer, [{ layer, file, kind: 'malformed', message: visible(`${file}:1: this is no UTF-8`) }]);
  const parsed = parseRules(text, { layer, file });
  if (!parsed.ok) return nothingFrom(layer, parsed.problems);
  // The user's file may be a link into the workspace, where others write.
  const trust = layer === 'user' && !within(read.real, workspace) ? 'trusted' : trustOf(trusted, read.real, read.bytes);
  return trust === 'trusted' ? { ...parsed, layer, problems: [] } : untrusted(layer, file, parsed.rules, trust);
}

function nothingFrom(layer: RuleLayer, problems: readonly RuleProblem[]): Layer {
  return { ...NOTHING, layer, problems };
}

const WHY_UNTRUSTED = {
  untrusted: 'nobody has trusted it yet',
  'fingerprint-changed': 'it has changed since somebody trusted it',
} as const;

/** A stranger's file only makes things stricter, and says nothing to people: its justifications are words of whoever wrote it. */
function untrusted(layer: RuleLayer, file: string, rules: readonly Rule[], kind: keyof typeof WHY_UNTRUSTED): Layer {
  const strict = rules.filter(({ list }) => list !== 'allow').map((rule) => ({ ...rule, justification: undefined }));
  const message = visible(`${file}: ${WHY_UNTRUSTED[kind]}, so only its deny and ask count; \`bailiwick trust\` shows it and asks`);
  return { ...NOTHING, rules: strict, layer, problems: [{ layer, file, kind, message }] };
}

function merge(layers: readonly Layer[], places: RulePlaces, previous: RuleSet | undefined): RuleSet {
  const kept = layers.map((layer) => keptOf(layer, previous));
  const lost = previous !== undefined && layers.some(isLost);
  return ruleSetOf(
    {
      rules: layers.flatMap(({ rules }, at) => [...(kept[at] ?? []), ...rules]),
      softDeny: [...(lost ? previous.softDeny : []), ...layers.flatMap(({ softDeny }) => softDeny)],
      environment: layers.flatMap(({ environment }) => environment),
      preset: layers.reduce<RuleSet['preset']>((found, { preset }) => narrowest(found, preset), lost ? previous.preset : undefined),
      networkAllow: layers.flatMap(({ networkAllow }) => networkAllow),
      problems: layers.flatMap(({ problems }) => problems),
    },
    places,
  );
}

/** Nothing was there to lose where a layer was never trusted. */
function isLost({ problems }: Layer): boolean {
  return problems.some(({ kind }) => kind !== 'untrusted');
}

function keptOf(layer: Layer, previous: RuleSet | undefined): readonly Rule[] {
  if (previous === undefined || !isLost(layer)) return [];
  return previous.rules.filter((rule) => rule.layer === layer.layer && rule.list !== 'allow');
}

import type { Effects, Word } from '../../analysis.ts';
import { effects, networkFact } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import { hasOption } from '../scanned.ts';
import type { Subcommand } from '../subcommands.ts';
import { noOperands } from './rules.ts';

/** What a registry is asked for by name, maybe with a version; a path, an archive, an address or a repository is fetched from elsewhere. */
const FROM_REGISTRY = /^(@[\w~-][\w.~-]*\/)?[\w-][\w.-]*(@[\w.^~<>=*|+-][\w.^~<>=*|+ -]*)?$/;
const ARCHIVE = /\.(tgz|tar|tar\.gz)$/i;

/** Whether npm and its like ask a registry for it. */
function isRegistryName({ kind, value }: Word): boolean {
  return kind === 'static' && FROM_REGISTRY.test(value) && !ARCHIVE.test(value);
}

/** `--json true x`: npm takes these words for the value of the option before them. */
function isSwitch({ value }: Word): boolean {
  return /^(true|false|null|always)$/.test(value);
}

const SWITCH = 'a word that npm takes for the value of an option';

/** The first operand is such a name, or none is there. */
const namesPackage: NonNullable<Rule['check']> = ({ operands }) => {
  const [first] = operands;
  if (operands.some(isSwitch)) return SWITCH;
  return first === undefined || isRegistryName(first) ? undefined : 'a package that does not come from a registry';
};

/** Every operand is such a name. */
const namesPackages: NonNullable<Rule['check']> = ({ operands }) => {
  if (operands.some(isSwitch)) return SWITCH;
  return operands.every(isRegistryName) ? undefined : 'a package that does not come from a registry';
};

const QUIET = '-s -q -d -dd --silent --quiet --no-color --color --no-unicode --no-fund --no-audit --no-update-notifier';
const TREE = '-a -l -p -g --all --json --long --parseable --global --link --package-lock-only --unicode --prod --production --dev';

/** The files that choose the registry, and as whom it is asked; also where nothing but a newer npm is looked for. */
const SETTINGS = '.npmrc';

/** Looks at `package.json` and what is installed. */
function looks(rule: Partial<Rule> = {}): Rule {
  return {
    operands: 'text',
    flags: `${QUIET} ${TREE}`,
    values: '--loglevel --depth --omit --include --only --sbom-format --sbom-type',
    style: 'single-dash',
    settings: SETTINGS,
    ...rule,
  };
}

/** Asks the registry. */
function asks(rule: Partial<Rule> = {}): Rule {
  return looks({
    class: 'remote-read',
    flags: `${QUIET} ${TREE} --prefer-online --prefer-offline --offline --description --no-description --include-attestations`,
    values: '--loglevel --depth --omit --include --tag --searchlimit --searchopts --searchexclude --audit-level --before',
    facts: [networkFact('npm', 'download')],
    ...rule,
  });
}

const bump = 'it makes a commit and a tag';
const versions = compile(looks({ check: noOperands, noPrefix: bump }));

/** Without a word it prints versions. */
function version(args: readonly Word[]): Effects {
  const judged = judge(versions, args);
  return judged.unproven === undefined ? judged : effects('git-write', { none: bump }, { facts: [{ kind: 'git_write', verb: 'commit' }] });
}

/** What could hold a password or a token is no such setting. */
const config = compile(
  looks({
    noPrefix: 'with another name it prints what may hold tokens',
    check: ({ operands: [name, ...more] }) =>
      name !== undefined &&
      more.length === 0 &&
      /^[a-z][a-z-]*$/.test(name.value) &&
      !/proxy|auth|password|token|otp|key|cert|^ca/.test(name.value)
        ? undefined
        : 'it prints configuration, which may hold tokens',
  }),
);

const settings = compile(
  looks({
    class: 'workspace-code',
    facts: [{ kind: 'credential_access', what: 'npm configuration' }],
    noPrefix: 'it prints configuration, which may hold tokens',
  }),
);

function configGet(args: readonly Word[]): Effects {
  const judged = judge(config, args);
  return judged.unproven === undefined ? judged : judge(settings, args);
}

/** It prints the address only with `--no-browser`. */
const addresses = asks({
  flags: '--no-browser',
  noPrefix: 'without --no-browser it opens a browser',
  check: (scanned) =>
    hasOption(scanned, '-no-browser') ? namesPackages(scanned) : 'it starts the browser that the configuration of the workspace names',
});

/** What changes nothing, by sub-command. */
export const NPM_READS: Readonly<Record<string, Subcommand>> = {
  'ls|list|ll|la|root|prefix|bin|explain|why|pkg get|completion|sbom': looks(),
  // `:outdated` and `:vuln` ask the registry.
  query: asks({ flags: `${QUIET} ${TREE} --expect-results --no-expect-results` }),
  fund: looks({ flags: `${QUIET} --json`, check: noOperands, noPrefix: 'with a name it opens a browser' }),
  version,
  'config get|c get|get': configGet,
  'config list|config ls|c list|c ls': (args) => judge(settings, args),
  'view|info|show|v': asks({ check: namesPackage }),
  'search|s|se|find': asks(),
  'outdated|audit|audit signatures|ping|whoami|stars|dist-tag ls|dist-tag list|owner ls|owner list|access list|access ls|access get|team ls|team list|org ls|org list|profile get':
    asks({ check: namesPackages }),
  'docs|home|bugs|issues|repo': addresses,
};

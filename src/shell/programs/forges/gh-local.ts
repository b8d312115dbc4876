import type { Effects, Word } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import { optionTable, scan } from '../options.ts';
import { noOperands } from '../packages/rules.ts';
import { hasOption, valuesOf } from '../scanned.ts';
import type { Subcommand } from '../subcommands.ts';
import { GH_READ, isOwnRepository } from './gh-read.ts';

const credential = (what: string, none: string): Effects =>
  effects('network', { none }, { facts: [GH_READ, { kind: 'credential_access', what }] });

const status = compile({
  class: 'remote-read',
  operands: 'none',
  flags: '-a --active',
  values: '-h --hostname --json --jq -q --template',
  refused: '-t --show-token',
  facts: [GH_READ],
  noPrefix: 'with another option it prints the token',
  check: (scanned) => (hasOption(scanned, '-q --jq --template') ? 'the form of the answer is not looked at' : noOperands(scanned)),
});

/** The token itself is only shown on request. */
function authStatus(args: readonly Word[]): Effects {
  const judged = judge(status, args);
  return judged.unproven === undefined ? judged : credential('gh auth status', 'it acts on your login');
}

/** Settings of the client; `config get oauth_token` would print what is no setting. */
const SETTINGS = /^(git_protocol|editor|prompt|prefer_editor_prompt|pager|http_unix_socket|browser|color_labels|accessible_\w+|spinner)$/;

const setting = compile({
  operands: 'text',
  values: '-h --host',
  noPrefix: 'with another name it prints a token',
  check: ({ operands }) => (operands.length === 1 && operands.every(({ value }) => SETTINGS.test(value)) ? undefined : 'no plain setting'),
});

function configGet(args: readonly Word[]): Effects {
  const judged = judge(setting, args);
  return judged.unproven === undefined ? judged : credential('gh config', 'it handles credentials');
}

const linkRule: Rule = {
  class: 'remote-read',
  operands: 'text',
  flags: '-n --no-browser -a --actions -p --projects -r --releases -s --settings -w --wiki --blame',
  values: '-b --branch -R --repo',
  attached: '-c --commit',
  facts: [GH_READ],
  noPrefix: 'without --no-browser it opens a browser',
};
const link = compile(linkRule);
const linkRoles = optionTable(linkRule);

/** It prints the address only with `--no-browser`. */
function browse(args: readonly Word[]): Effects {
  const scanned = scan(args, linkRoles);
  if (!valuesOf(scanned, '-R --repo').every(isOwnRepository)) return notProven('a repository of another host', { facts: [GH_READ] });
  return hasOption(scanned, '-n --no-browser')
    ? judge(link, args)
    : effects('network', { none: 'it opens a browser' }, { facts: [networkFact('gh', 'unknown')] });
}

const branches = compile({
  class: 'remote-read',
  operands: 'text',
  flags: '-l --list',
  facts: [GH_READ],
  noPrefix: 'without --list it makes a branch',
  check: (scanned) => (hasOption(scanned, '-l --list') ? undefined : 'it makes a branch'),
});

function develop(args: readonly Word[]): Effects {
  const judged = judge(branches, args);
  return judged.unproven === undefined
    ? judged
    : effects('network', { none: 'it makes a branch' }, { facts: [networkFact('gh', 'upload'), { kind: 'git_write', verb: 'branch' }] });
}

/** An image is fetched from the registry that its name says; what is trusted stays what the client brings. */
const verify: Rule = {
  class: 'remote-read',
  operands: 'read',
  flags: '--deny-self-hosted-runners --no-public-good',
  values:
    '--cert-identity -i --cert-identity-regex --cert-oidc-issuer -d --digest-alg --format -L --limit -o --owner --predicate-type -R --repo ' +
    '--signer-digest --signer-repo --signer-workflow --source-digest --source-ref -t --template',
  reads: '-b --bundle',
  refused: '--bundle-from-oci --custom-trusted-root --hostname -q --jq',
  facts: [GH_READ],
  check: (scanned) => {
    if (scanned.operands.some(({ value }) => value.includes('://'))) return 'it asks another registry';
    return valuesOf(scanned, '-R --repo').every(isOwnRepository) ? undefined : 'a repository of another host';
  },
};

/** What looks at the client itself, or changes nothing only with some option. */
export const GH_LOCAL: Readonly<Record<string, Subcommand>> = {
  'auth status': authStatus,
  'config get': configGet,
  'config list|config ls': { values: '-h --host', operands: 'text', check: noOperands },
  browse,
  'issue develop': develop,
  'attestation verify|at verify': verify,
  'alias list|alias ls|completion|help|version|licenses': { values: '-s --shell', operands: 'text' },
};

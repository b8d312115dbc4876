import { danger, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import type { Program } from '../program.ts';
import { tree } from '../subcommands.ts';
import { credential, withHelp } from './client.ts';
import { lacksWriting } from './terraform.ts';

const FACTS = [networkFact('infrastructure', 'unknown')];
const code: Rule = { class: 'workspace-code', operands: 'text', facts: FACTS };
const changes: Rule = {
  class: 'network',
  operands: 'text',
  lenient: true,
  facts: [...FACTS, danger('infrastructure changed')],
  noPrefix: 'it changes infrastructure',
};
const destroys: Rule = { ...changes, facts: [...FACTS, danger('infrastructure destroyed')], noPrefix: 'it deletes on the other side' };
const installs: Rule = {
  ...changes,
  class: 'install',
  facts: [...FACTS, { kind: 'package_install', manager: 'infrastructure' }],
  noPrefix: 'it installs plug-ins',
};

const packerLook: Rule = {
  ...code,
  style: 'single-dash',
  flags:
    '-syntax-only -machine-readable -evaluate-datasources -no-warn-undeclared-var -ignore-prerelease-plugins -use-sequential-evaluation -check -diff -recursive',
  attached: '-color -timestamp-ui -write',
  values: '-var -except -only -config-type',
  reads: '-var-file',
  operands: 'read',
};

/** Packer starts plug-ins that lie beside the template, before anything else. */
export const packer: Program = tree({
  names: ['packer'],
  globals: { flags: '-help --help -h -version -v -machine-readable', style: 'single-dash' },
  commands: {
    'validate|inspect|console': packerLook,
    'version|plugins installed|plugins required|help': { ...packerLook, operands: 'text' },
    fmt: {
      ...packerLook,
      check: (scanned) => (lacksWriting(scanned) ? undefined : 'it rewrites the files that it finds'),
    },
    'init|plugins install|plugins remove': installs,
    'build|fix|hcl2_upgrade': changes,
  },
  bare: { ...code, flags: '-version --version -v -help -h', operands: 'none', style: 'single-dash' },
  other: () => notProven('an unknown sub-command'),
  match: { 'packer validate x.pkr.hcl': 'workspace-code', 'packer fmt -check .': 'workspace-code', 'packer build x': 'network' },
  notMatch: [
    'packer build x',
    'packer fmt x',
    'packer fmt -check -write=true x',
    'packer version',
    'packer validate -frob x',
    'packer frob',
  ],
});

const pulumiLook: Rule = {
  ...code,
  flags: '-j -a -i -d -y -u -t -p',
  attached:
    '--json --all --diff --show-config --show-urns --show-ids --show-same --show-reads --show-sames --refresh --non-interactive --expect-no-changes --suppress-outputs --suppress-permalink --suppress-progress --full-dates --color --verbose --project --tag --transitive',
  values: '-s --stack -m --message --parallel --target --target-replace --replace --organization --page --page-size --since --resource',
};

export const pulumi: Program = tree({
  names: ['pulumi'],
  globals: {
    flags: '-h --help --non-interactive',
    values: '-s --stack --color',
    refused: '-C --cwd -e --emoji --logtostderr --tracing --profiling',
  },
  commands: withHelp({
    'preview|pre|stack ls|stack|stack output|stack history|stack tag ls|stack graph|whoami|about|version|logs|plugin ls|policy ls|org get-default|project ls|schema check|env ls':
      { ...pulumiLook, refused: '--show-secrets --save-plan --import-file' },
    'config|config get|config env|stack export|env open|env get|login|logout': credential('pulumi configuration'),
    'up|update|import|refresh|watch|cancel|config set|config rm|stack init|stack select|stack rename|stack import|state': changes,
    'destroy|down|dn|stack rm|state delete': destroys,
    'install|plugin install|package add|new': installs,
  }),
  bare: { ...code, flags: '--version', operands: 'none' },
  other: () => notProven('an unknown sub-command'),
  match: { 'pulumi preview': 'workspace-code', 'pulumi up': 'network', 'pulumi up --help': 'read-only' },
  notMatch: [
    'pulumi up',
    'pulumi destroy',
    'pulumi stack output --show-secrets',
    'pulumi config',
    'pulumi -C /x preview',
    'pulumi stack rm x',
    'pulumi frob',
  ],
});

export const cdktf: Program = tree({
  names: ['cdktf'],
  globals: { flags: '-h --help' },
  commands: withHelp({
    'list|diff|plan|synth|synthesize|output|debug|validate': {
      ...code,
      flags: '-h',
      attached: '--check-code-maker-output --json --disable-logging',
      values: '--log-level',
    },
    'deploy|apply|watch': changes,
    destroy: destroys,
    'get|init|convert|provider': installs,
  }),
  bare: { ...code, flags: '--version', operands: 'none' },
  other: () => notProven('an unknown sub-command'),
  match: { 'cdktf diff x': 'workspace-code', 'cdktf deploy x': 'network' },
  notMatch: ['cdktf deploy', 'cdktf diff --app ./x', 'cdktf diff -a x', 'cdktf frob'],
});

/** It fetches modules and providers, and runs hooks, before it does anything: also to look or to format. */
export const terragrunt: Program = tree({
  names: ['terragrunt'],
  globals: { flags: '-version --version -h --help' },
  commands: {
    'plan|validate|output|show|graph|providers|state list|state show|workspace list|workspace show|version': {
      ...changes,
      facts: FACTS,
      noPrefix: 'it fetches and runs what a file of the workspace says',
    },
    init: installs,
    'apply|import|taint|untaint|state mv|state push|state rm|force-unlock': changes,
    destroy: destroys,
  },
  bare: { ...code, flags: '--version', operands: 'none' },
  other: () => notProven('an unknown sub-command'),
  match: { 'terragrunt plan': 'network', 'terragrunt destroy': 'network' },
  notMatch: ['terragrunt apply', 'terragrunt fmt', 'terragrunt hclfmt', 'terragrunt run-all destroy'],
});

import { danger, networkFact, notProven } from '../effects.ts';
import type { Tree } from '../subcommands.ts';
import { tree } from '../subcommands.ts';

const FACTS = [networkFact('terraform', 'unknown')];
const NET = { class: 'network', operands: 'text', lenient: true, facts: FACTS, style: 'single-dash' } as const;

/** Planning already runs providers and external data sources that the workspace names. */
const COMMON: Omit<Tree, 'names' | 'match' | 'notMatch'> = {
  globals: { flags: '-version --version -h -help --help -v', refused: '-chdir' },
  commands: {
    'plan|validate|preview|output|show|graph|providers|console|get|refresh|state list|state show|workspace list|workspace show|version|test|build|inspect':
      { ...NET, refused: '-plugin-dir -backend-config -target' },
    init: {
      ...NET,
      class: 'install',
      facts: [...FACTS, { kind: 'package_install', manager: 'terraform' }],
      noPrefix: 'it installs providers',
    },
    'apply|up|import|taint|untaint|state mv|state push|state rm|workspace new|workspace select|workspace delete|force-unlock': {
      ...NET,
      facts: [...FACTS, danger('infrastructure changed')],
      noPrefix: 'it changes infrastructure',
    },
    'destroy|down': { ...NET, facts: [...FACTS, danger('infrastructure destroyed')], noPrefix: 'it deletes on the other side' },
  },
  bare: { flags: '-version --version -v -h', operands: 'none', class: 'workspace-code' },
  other: () => notProven('an unknown sub-command'),
};

const FMT = {
  class: 'workspace-write',
  operands: 'write',
  here: true,
  recursive: '-recursive',
  flags: '-recursive -check -diff -write -list',
  style: 'single-dash',
} as const;

export const terraform = tree({
  ...COMMON,
  names: ['terraform', 'tofu'],
  commands: { ...COMMON.commands, fmt: FMT },
  match: { 'terraform plan': 'network', 'terraform init': 'install', 'terraform fmt': 'workspace-write' },
  notMatch: ['terraform apply -auto-approve', 'terraform destroy', 'terraform -chdir=/ plan'],
});

/** They evaluate their own configuration, which can start programs, before anything else: also to format it. */
export const infrastructure = tree({
  ...COMMON,
  names: ['terragrunt', 'pulumi', 'packer', 'cdktf'],
  match: { 'terragrunt plan': 'network', 'pulumi up': 'network' },
  notMatch: ['pulumi up', 'terragrunt fmt', 'terragrunt hclfmt'],
});

import type { Effects, Word } from '../../analysis.ts';
import { danger, effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import { optionTable, type Scan, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption } from '../scanned.ts';
import type { Subcommand, Tree } from '../subcommands.ts';
import { tree } from '../subcommands.ts';
import { literal } from '../words.ts';
import { credential, withHelp } from './client.ts';

const FACTS = [networkFact('terraform', 'unknown')];
const NET = { class: 'network', operands: 'text', lenient: true, facts: FACTS, style: 'single-dash' } as const;
const changes: Rule = { ...NET, facts: [...FACTS, danger('infrastructure changed')], noPrefix: 'it changes infrastructure' };

/** What looks at the configuration already runs providers and external data sources that the workspace names. */
const look: Rule = {
  class: 'workspace-code',
  operands: 'text',
  facts: FACTS,
  flags: '-json -raw -destroy -refresh-only -draw-cycles -verbose -plan -no-tests',
  attached: '-no-color -refresh -input -lock -detailed-exitcode -compact-warnings -concise -show-sensitive',
  values: '-replace -target -exclude -var -parallelism -lock-timeout -type -id -module-depth -test-directory',
  reads: '-var-file -state -target-file -exclude-file',
  writes: '-out -generate-config-out',
  style: 'single-dash',
};
const seen = compile(look);
const roles = optionTable(look);
const state = credential('the state, with the secrets in it');

/** As JSON it shows what it leaves out elsewhere; the file that it may be given is a state or a plan. */
function show(args: readonly Word[], words: number): Effects {
  const judged = judge(seen, args, words);
  if (judged.unproven !== undefined) return judged;
  const scanned = scan(args, roles);
  return hasOption(scanned, '-json -show-sensitive')
    ? effects('network', { none: 'it shows the secrets of the state' }, { ...state(), reads: scanned.operands })
    : effects(judged.class, judged.prefix, { ...judged, reads: [...(judged.reads ?? []), ...scanned.operands] });
}

const FMT: Rule = {
  operands: 'read',
  here: true,
  recursive: '-recursive',
  flags: '-check -diff -recursive',
  attached: '-write -list -no-color',
  style: 'single-dash',
};
const checks = compile(FMT);
const rewrites = compile({ ...FMT, class: 'workspace-write', operands: 'write' });
const fmtRoles = optionTable(FMT);

/** It rewrites files, but with -check, and without -write; -diff shows what is in them, values of variables too. */
function format(args: readonly Word[], words: number): Effects {
  const scanned = scan(args, fmtRoles);
  // Behind the first file, what looks like an option is a file.
  const first = args.findIndex(({ value }) => !/^-./.test(value));
  if (first >= 0 && args.slice(first).some(({ value }) => /^-./.test(value))) return notProven('an option behind a file is another file');
  if (!lacksWriting(scanned)) return judge(rewrites, args, words);
  const judged = judge(checks, args, words);
  return judged.unproven === undefined && hasOption(scanned, '-diff') ? effects('workspace-code', judged.prefix, judged) : judged;
}

/** Whether `fmt` of terraform or packer is told to leave files as they are. */
export function lacksWriting({ options }: Scan): boolean {
  const writes = options.filter(({ name }) => name === '-write');
  return (
    options.some(({ name, value }) => name === '-check' && value === undefined) ||
    (writes.length > 0 && writes.every(({ value }) => value?.value === 'false'))
  );
}

const commands: Tree['commands'] = {
  'plan|validate|output|graph|providers|providers schema|console|state list|state show|workspace list|workspace show|version|modules': look,
  'metadata functions': { operands: 'none', flags: '-json', style: 'single-dash' },
  show,
  'state pull': state,
  'login|logout': credential('terraform'),
  fmt: format,
  'init|get|providers lock|providers mirror': {
    ...NET,
    class: 'install',
    facts: [...FACTS, { kind: 'package_install', manager: 'terraform' }],
    noPrefix: 'it installs providers',
  },
  'apply|import|taint|untaint|refresh|test|state|state mv|state push|state rm|state replace-provider|workspace new|workspace select|workspace delete|force-unlock':
    changes,
  destroy: { ...NET, facts: [...FACTS, danger('infrastructure destroyed')], noPrefix: 'it deletes on the other side' },
};

const other: Subcommand = () => notProven('an unknown sub-command');

const program = tree({
  names: ['terraform', 'tofu'],
  globals: { flags: '-help --help -h -version -v', style: 'single-dash' },
  commands: withHelp(commands, '-help --help -h'),
  bare: { flags: '-version -v', operands: 'none', class: 'workspace-code', style: 'single-dash' },
  other,
  match: {
    'terraform plan': 'workspace-code',
    'terraform -chdir=infra plan': 'workspace-code',
    'terraform init': 'install',
    'terraform fmt': 'workspace-write',
    'terraform fmt -check -recursive': 'read-only',
    'terraform apply -help': 'read-only',
  },
  notMatch: [
    'terraform apply -auto-approve',
    'terraform destroy',
    'terraform -chdir=/ plan',
    'terraform -chdir=../x plan',
    'terraform --chdir=/ plan',
    'terraform -chdir=x plan -out=y',
    'terraform state pull',
    'terraform show -json',
    'terraform fmt -check=false',
    'terraform fmt x.tf -check',
    'terraform fmt -write=true',
    'terraform test',
    'terraform workspace select x',
    'terraform plan -frob',
  ],
});

const CHDIR = /^--?chdir=(?!\/)([\w./-]+)$/;

/** Another directory of the workspace: what it would read and write by a name of its own is not told then. */
function inDirectory(directory: Word, judged: Effects): Effects {
  if (judged.unproven !== undefined) return judged;
  if (directory.value.split('/').includes('..')) return notProven('it starts in another directory', judged);
  if (judged.class !== 'workspace-code' || judged.reads !== undefined || judged.writes !== undefined)
    return notProven('it names files from another directory', judged);
  return effects(judged.class, judged.prefix, { ...judged, reads: [directory] });
}

export const terraform: Program = {
  ...program,
  effects: (call, name) => {
    const [first, ...rest] = call.args;
    const found = first?.kind === 'static' ? CHDIR.exec(first.value)?.[1] : undefined;
    if (found === undefined) return program.effects(call, name);
    const judged = program.effects({ ...call, args: rest }, name);
    const prefix = 'none' in judged.prefix ? judged.prefix : { words: judged.prefix.words + 1 };
    return inDirectory(literal(found, first), { ...judged, prefix });
  },
};

import type { Effects } from '../../analysis.ts';
import { effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import type { Scan } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesOf } from '../scanned.ts';

const FACTS = [networkFact('ansible', 'unknown')];

/** An inventory may be a program: only one of the workspace, or a list of hosts. Braces are a template, which can run anything. */
function strange(scanned: Scan): string | undefined {
  const inventories = valuesOf(scanned, '-i --inventory --inventory-file');
  if (inventories.some(({ value }) => value.startsWith('/') || value.startsWith('~') || value.split(/[/,]/).includes('..')))
    return 'an inventory outside the workspace may be a program';
  if (valuesOf(scanned, '--limit').some(({ value }) => value.startsWith('@'))) return 'the hosts stand in a file';
  const words = [...scanned.operands, ...scanned.options.flatMap(({ value }) => value ?? [])];
  return words.some(({ value }) => /\{[{%]/.test(value)) ? 'a template can run anything' : undefined;
}

/** `ansible.cfg` of the workspace names plug-ins, which are loaded before anything else: also for the help. */
export const code: Rule = {
  class: 'workspace-code',
  operands: 'text',
  flags: '-h -v -vv -vvv -vvvv -C -D -b -y -l -j -s -F -o',
  attached:
    '--list-hosts --list-tasks --list-tags --syntax-check --check --diff --list --list_files --json --snippet --yaml --toml --graph --vars --export --verbose --one-line --flush-cache --metadata-dump --no-fail-on-errors --only-changed --changed-only --show',
  values:
    '-t -f --tags --skip-tags --limit --type --forks --host --format --entry-point --start-at-task -m --module-name -a --args -i --inventory --inventory-file --python',
  refused:
    '-e --extra-vars -M --module-path --playbook-dir -c --connection --config -K -k -J -u --user --private-key --key-file --become-user --become-method --vault-id --vault-password-file --vault-pass-file ' +
    '--ssh-common-args --ssh-extra-args --sftp-extra-args --scp-extra-args --become-password-file --connection-password-file -r --roles-path -p --collections-path -P --poll -B --background -T --timeout --tree --task-timeout',
  facts: FACTS,
  check: strange,
};
const look = compile(code);
const playbook = compile({ ...code, operands: 'read' });
const roles = optionTable({ ...code, flags: `${code.flags} --help --version` });
const LOOKS = '-h --help --version --list-hosts --list-tasks --list-tags --syntax-check';

/** `--check` still runs tasks there that say so: only what reaches no other machine is the workspace's own code. */
function play(names: readonly string[], examples: Pick<Program, 'match' | 'notMatch'>): Program {
  const effectsOf: Program['effects'] = ({ args }, name): Effects => {
    const scanned = scan(args, roles);
    if (scanned.unknown === undefined && hasOption(scanned, LOOKS)) return judge(name === 'ansible-playbook' ? playbook : look, args);
    return notProven('it runs tasks on other machines', { facts: [networkFact('ansible', 'upload')] });
  };
  return { names, effects: effectsOf, ...examples };
}

const plain = play(['ansible', 'ansible-playbook', 'ansible-console'], {
  match: {
    'ansible-playbook x.yml --list-tasks': 'workspace-code',
    'ansible -h': 'workspace-code',
    'ansible web --list-hosts': 'workspace-code',
  },
  notMatch: [
    'ansible all -a id',
    'ansible all -m ping --check',
    'ansible-playbook x.yml',
    'ansible-playbook x.yml --check',
    'ansible-playbook x.yml --syntax-check -e @y',
    'ansible-playbook x.yml --list-hosts -l \'{{ lookup("pipe", "id") }}\'',
    'ansible-playbook -i /usr/bin/x x.yml --list-hosts',
    'ansible-playbook -i ../x x.yml --list-hosts',
    'ansible-console',
  ],
});

const pull: Program = {
  names: ['ansible-pull'],
  effects: ({ args: [only], args }) =>
    args.length === 1 && only?.kind === 'static' && /^(-h|--help|--version)$/.test(only.value)
      ? effects('workspace-code', { words: 0 }, { facts: FACTS })
      : notProven('it fetches a repository and runs what is in it', { facts: [networkFact('ansible', 'download')] }),
  match: { 'ansible-pull --help': 'workspace-code' },
  notMatch: ['ansible-pull -U https://h/x --check', 'ansible-pull -U https://h/x --list-hosts'],
};

const inventory = compile({ ...code, writes: '--output' });

const documents: Program = {
  names: ['ansible-doc', 'ansible-inventory'],
  effects: ({ args }, name) => {
    const shows = /^-(y|j|l|s|F|h|v+)$|^--/;
    const judged = judge(name === 'ansible-inventory' ? inventory : look, args);
    return judged.unproven === undefined && (name === 'ansible-doc' || args.some(({ value }) => shows.test(value)))
      ? judged
      : notProven(judged.unproven ?? 'it is not told what to show', judged);
  },
  match: {
    'ansible-doc -l': 'workspace-code',
    'ansible-doc -t callback debug': 'workspace-code',
    'ansible-inventory --list -y': 'workspace-code',
  },
  notMatch: [
    'ansible-doc -M ./x y',
    'ansible-inventory --list --vault-password-file ./x',
    'ansible-inventory -i /x --list',
    'ansible-inventory',
  ],
};

/** Ansible. */
export const ansible: readonly Program[] = [plain, pull, documents];

import { effects, notProven } from '../effects.ts';
import { optionTable, scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption, valuesOf } from '../scanned.ts';
import { joined } from '../words.ts';
import { leadingAssignments, nested, wrapper } from '../wrapper.ts';

const ROOT = 'it runs as another user';

const sudoGrammar = {
  flags:
    '-A -b -B -E -H -i -k -K -l -n -N -P -S -s -v -V --askpass --background --bell --preserve-env --set-home --login --reset-timestamp --remove-timestamp --list ' +
    '--non-interactive --no-update --preserve-groups --stdin --shell --validate --version --help -e --edit',
  attached: '--preserve-env',
  values:
    '-a -C -c -g -h -p -r -t -T -u -U -D -R --close-from --group --host --prompt --role --type --command-timeout --user --other-user --chdir --chroot',
  style: 'posix',
} as const;
const sudoRoles = optionTable(sudoGrammar);

export const sudo: Program = {
  names: ['sudo', 'sudoedit'],
  effects: ({ args }, name) => {
    const scanned = scan(args, sudoRoles);
    const { assignments, rest } = leadingAssignments(scanned.operands);
    const facts = [{ kind: 'privilege', tool: name }] as const;
    if (name === 'sudoedit' || hasOption(scanned, '-e --edit')) return notProven('it edits files as another user', { writes: rest, facts });
    const inShell = hasOption(scanned, '-s -i --shell --login');
    const runs = inShell && rest.length > 0 ? [{ kind: 'script', script: joined(rest) } as const] : nested(rest, assignments);
    const doubtful = scanned.doubtful !== undefined && !rest.slice(1).includes(scanned.doubtful);
    const reason = scanned.unknown ?? (doubtful ? 'a word before the command is only known when it runs' : undefined);
    if (reason !== undefined) return notProven(reason, { runs, facts });
    if (hasOption(scanned, '-D -R --chdir --chroot')) return notProven('it runs the command elsewhere', { runs, facts });
    return effects('system', { none: ROOT }, { runs, facts });
  },
  match: { 'sudo ls': 'system', 'sudo -u www ls': 'system' },
  notMatch: ['sudo rm -rf /', 'sudo -i', 'sudo -s rm y', 'sudoedit /etc/hosts', 'sudo A=1 rm y', 'sudo --frob rm'],
};

export const doas = wrapper({
  names: ['doas', 'pkexec', 'run0', 'please', 'setpriv', 'capsh'],
  flags: '-n -s -L --keep-cwd --disable-internal-agent',
  values: '-u -a --user',
  refused: '-C',
  class: 'system',
  facts: [{ kind: 'privilege', tool: 'doas' }],
  match: { 'doas ls': 'system' },
  notMatch: ['doas rm y', 'pkexec rm y', 'doas -C conf ls'],
});

/** Another user, or another context, stands before the command. */
export const gosu = wrapper({
  names: ['gosu', 'su-exec', 'runcon'],
  before: 1,
  class: 'system',
  facts: [{ kind: 'privilege', tool: 'gosu' }],
  match: { 'gosu www ls': 'system' },
  notMatch: ['gosu root rm y', 'runcon x rm y'],
});

const suGrammar = {
  flags: '-l -m -p -f -P --login --preserve-environment --fast --pty --help --version -',
  values: '-c -g -G -s -u -w --command --session-command --group --supp-group --shell --user --whitelist-environment',
  style: 'gnu',
} as const;
const suRoles = optionTable(suGrammar);

export const su: Program = {
  names: ['su', 'runuser'],
  effects: ({ args }, name) => {
    const scanned = scan(args, suRoles);
    const facts = [{ kind: 'privilege', tool: name }] as const;
    const scripts = valuesOf(scanned, '-c --command --session-command').map((text) => ({ kind: 'script', script: text }) as const);
    const runs = name === 'runuser' && scripts.length === 0 ? nested(scanned.operands) : scripts;
    return notProven('it runs a shell as another user', { runs, facts });
  },
  match: {},
  notMatch: ["su -c 'rm y'", 'su - root', 'runuser -u x rm y'],
};

/** Inside another root or namespace the paths mean something else. */
export const chroot = wrapper({
  names: ['chroot'],
  values: '--userspec --groups -u -g -G',
  flags: '--skip-chdir -n',
  before: 1,
  class: 'system',
  facts: [{ kind: 'privilege', tool: 'chroot' }],
  unproven: 'paths mean something else inside another root',
  match: {},
  notMatch: ['chroot /mnt rm -rf /', 'chroot /mnt'],
});

export const namespaces = wrapper({
  names: ['unshare', 'nsenter', 'bwrap', 'firejail', 'systemd-nspawn', 'proot', 'runc', 'lxc-attach', 'lxc-execute', 'machinectl'],
  flags:
    '-a -c -C -f -F -i -m -n -p -r -u -U -T -Z --all --cgroup --fork --ipc --keep-caps --map-root-user --map-current-user --mount --net --pid --user --uts --time ' +
    '--mount-proc --unshare-all --unshare-net --die-with-parent --new-session --share-net --preserve-credentials',
  values: '-t -S -G -w -R --target --setuid --setgid --root --wd --chdir --setenv --dir --tmpfs --proc --dev --unsetenv --hostname',
  pairs: '--ro-bind --bind --dev-bind --symlink',
  class: 'system',
  facts: [{ kind: 'privilege', tool: 'namespace' }],
  unproven: 'paths mean something else inside another namespace',
  match: {},
  notMatch: ['unshare -r rm y', 'nsenter -t 1 -m rm y', 'bwrap --bind / / rm y'],
});

export const ionice = wrapper({
  names: ['ionice'],
  flags: '-t --ignore',
  numbers: '-n --classdata',
  values: '-c --class',
  refused: '-p -P -u --pid --pgid --uid',
  match: {},
  notMatch: ['ionice -c3 rm y', 'ionice -c 3 -p 1'],
});

/** A limit is attached or none. */
export const prlimit = wrapper({
  names: ['prlimit'],
  flags: '--noheadings --raw --verbose',
  attached:
    '-c -d -e -f -i -l -m -n -q -r -s -t -u -v -x -y --core --data --nice --fsize --sigpending --memlock --rss --nofile --msgqueue --rtprio --stack --cpu --nproc ' +
    '--as --locks --rttime',
  values: '-o --output',
  refused: '-p --pid',
  match: {},
  notMatch: ['prlimit --nofile rm ls', 'prlimit -n rm ls', 'prlimit --nofile=5 rm y', 'prlimit -p 1'],
});

export const numactl = wrapper({
  names: ['numactl', 'cgexec'],
  flags: '-l -a --localalloc --all --sticky',
  values: '-g -C -N -m --physcpubind --cpunodebind --membind',
  match: {},
  notMatch: ['numactl -N 0 rm y', 'cgexec -g cpu:x rm y', 'numactl --frob rm y'],
});

import { leaf } from '../leaf.ts';
import { operandsLike } from './verbs.ts';

export const lscpu = leaf({
  names: ['lscpu', 'lsmem', 'lsirq'],
  flags:
    '-a -b -B -c -h -J -n -P -r -S -V -x -y --all --online --offline --json --raw --bytes --hex --physical --noheadings --pairs --output-all --softirq --hierarchic',
  attached: '-C -e -p --caches --extended --parse --summary',
  values: '-o --output --split --sort --threshold',
  refused: '-s --sysroot',
  operands: 'text',
  match: { lscpu: 'read-only', 'lscpu -e=CPU,NODE': 'read-only', 'lsmem -b': 'read-only' },
  notMatch: ['lscpu --sysroot .', 'lscpu -s .', 'lscpu --frob'],
});

export const lsblk = leaf({
  names: ['lsblk'],
  flags:
    '-a -A -b -d -D -f -h -i -J -l -m -M -n -N -O -p -P -r -s -S -t -v -V -y -z --all --noempty --bytes --nodeps --discard --fs --ascii --json --list --perms ' +
    '--merge --noheadings --nvme --output-all --paths --pairs --raw --inverse --scsi --topology --virtio --shell --zoned --list-columns',
  attached: '-T --tree --ct-filter',
  values: '-e -E -I -o -x -w --exclude --dedup --include --output --sort --width --hyperlink --properties-by',
  refused: '--sysroot',
  operands: 'text',
  match: { lsblk: 'read-only', 'lsblk -o NAME,SIZE,FSTYPE': 'read-only', 'lsblk -f /dev/sda': 'read-only' },
  notMatch: ['lsblk --sysroot .', 'lsblk --frob'],
});

/** Block devices with their labels; its cache file is another file that it writes. */
export const blkid = leaf({
  names: ['blkid'],
  flags: '-a -d -D -h -i -k -l -p -V -H --probe --info --list-one --list-filesystems --no-encoding',
  values: '-L -n -o -s -t -u -U -O -S --label --uuid --output --match-tag --match-token --match-types --usages',
  refused: '-c -g -w --cache-file --garbage-collect',
  operands: 'text',
  match: { blkid: 'read-only', 'blkid -o value -s UUID /dev/sda1': 'read-only' },
  notMatch: ['blkid -c ./x', 'blkid -w x', 'blkid -g', 'blkid --frob'],
});

/** Reads descriptors; `-D` and `-p` name files, `-q` of lspci asks name servers. */
export const lsusb = leaf({
  names: ['lsusb', 'lspci'],
  flags: '-b -k -m -mm -n -nn -P -PP -t -tv -v -vv -vvv -V -x -xx --verbose --tree --version',
  values: '-d -s -S',
  refused: '-A -F -G -H -M -O -Q -i -p -q -qq -D --device -xxx -xxxx',
  operands: 'text',
  match: { lsusb: 'read-only', 'lsusb -d 1d6b:0002': 'read-only', 'lspci -nnk': 'read-only', 'lspci -vv -s 00:02.0': 'read-only' },
  notMatch: ['lspci -q', 'lspci -i ./ids', 'lspci -F x', 'lspci -O x=y', 'lsusb -D /dev/x', 'lspci -xxxx'],
});

export const lshw = leaf({
  names: ['lshw'],
  flags: '-businfo -html -json -notime -numeric -quiet -sanitize -short -version -xml -help',
  values: '-C -c -class -disable -enable',
  writes: '-dump',
  refused: '-X',
  style: 'single-dash',
  operands: 'text',
  match: { 'lshw -short': 'read-only', 'lshw -C network -json': 'read-only', 'lshw -dump x': 'workspace-write' },
  notMatch: ['lshw -X', 'lshw -dump x', 'lshw -frob'],
});

export const dmidecode = leaf({
  names: ['dmidecode', 'biosdecode', 'vpddecode'],
  flags: '-h -q -u -V --dump --quiet --no-sysfs',
  values: '-s -t -H --handle --string --type --oem-string',
  reads: '-d --dev-mem --from-dump',
  writes: '--dump-bin',
  operands: 'text',
  match: { 'dmidecode -t memory': 'read-only', 'dmidecode -s system-uuid': 'read-only', 'dmidecode --dump-bin x': 'workspace-write' },
  notMatch: ['dmidecode --dump-bin x', 'dmidecode --frob'],
});

/** Without a sub-command; those, and what is left out, set something. */
export const nvidiaSmi = leaf({
  names: ['nvidia-smi'],
  flags: '-h -L -q -x --list-gpus --query --xml-format --unit --no-header',
  values:
    '-i -d -l -lms --id --display --loop --loop-ms --format --query-gpu --query-compute-apps --query-accounted-apps --query-supported-clocks --query-retired-pages',
  writes: '-f --filename',
  operands: 'text',
  check: ({ operands }) => (operands.length > 0 ? 'a sub-command can set something' : undefined),
  match: { 'nvidia-smi': 'read-only', 'nvidia-smi --query-gpu=name,memory.used --format=csv': 'read-only' },
  notMatch: ['nvidia-smi -r', 'nvidia-smi -pm 1', 'nvidia-smi -f out', 'nvidia-smi topo -m'],
});

export const sensors = leaf({
  names: ['sensors', 'numastat', 'systemd-detect-virt', 'hostinfo', 'vm_stat', 'acpi', 'lsipc', 'lsns', 'lslocks', 'ipcs'],
  flags:
    '-A -a -b -f -g -h -i -j -J -l -m -M -n -p -q -r -S -s -t -u -V -v -z -e --json --raw --list --noheadings --notruncate --bytes --bits --human --all --shmems --queues ' +
    '--semaphores --global --creator --time --container --vm --quiet --private-users --summary --limits --pid --creator',
  values: '-o --output --type --task',
  refused: '-c -s --config-file --set',
  operands: 'text',
  check: operandsLike(/^[\w.,:-]+$/, 'it can name a file'),
  match: {
    sensors: 'read-only',
    vm_stat: 'read-only',
    'vm_stat 1': 'read-only',
    'systemd-detect-virt --vm': 'read-only',
    lsns: 'read-only',
  },
  notMatch: ['sensors -s', 'sensors -c ./x', 'lsns ./x', 'lsns --frob'],
});

/** Everything at once holds logs and profiles; the kinds here tell of devices and software. */
const KINDS =
  /^SP(Hardware|Software|Displays|USB|Storage|Memory|Network|AirPort|Bluetooth|Power|Audio|Camera|PCI|Thunderbolt|NVMe|SerialATA|ParallelATA|Applications|DeveloperTools|Fonts|Frameworks|Extensions|DisabledSoftware|LegacySoftware|DiscBurning|Printers|Firewall|NetworkLocation|UniversalAccess|International|InstallHistory|iBridge|SmartCards|Ethernet|CardReader|SPI|FibreChannel|FireWire|SAS|StartupItem|PrefPane|RawCamera|WWAN|Component|SecureElement)DataType$/;

export const systemProfiler = leaf({
  names: ['system_profiler'],
  flags: '-json -xml -listDataTypes -usage -nospawn',
  values: '-detailLevel -timeout',
  style: 'single-dash',
  operands: 'text',
  check: ({ operands, options }) => {
    if (operands.length === 0)
      return options.some(({ name }) => /^-(listDataTypes|usage)$/.test(name)) ? undefined : 'it shows everything, logs too';
    return operands.every(({ value, kind }) => kind === 'static' && KINDS.test(value)) ? undefined : 'it can show logs and profiles';
  },
  match: {
    'system_profiler SPHardwareDataType': 'read-only',
    'system_profiler -listDataTypes': 'read-only',
    'system_profiler SPUSBDataType -json': 'read-only',
  },
  notMatch: [
    'system_profiler',
    'system_profiler SPLogsDataType',
    'system_profiler x.spx',
    'system_profiler -detailLevel full',
    'system_profiler $x',
  ],
});

export const ioreg = leaf({
  names: ['ioreg'],
  flags: '-a -b -f -h -i -l -r -S -t -x -y -z -A',
  values: '-c -d -k -n -p -w',
  operands: 'text',
  match: { 'ioreg -l': 'read-only', 'ioreg -rc AppleSmartBattery': 'read-only', 'ioreg -d 2 -p IOUSB': 'read-only' },
  notMatch: ['ioreg --frob'],
});

import { effects } from '../effects.ts';
import type { Program } from '../program.ts';
import { client } from './client.ts';

const options = {
  flags: '-a -q -v -o --all --no-trunc --quiet --verbose --pod --all-projects',
  attached: '--json --all --quiet',
  values: '-f --format --filter --output --name --namespace --id --state --label --image --last --tail --since -n --type',
  refused: '-r -i -c -t --runtime-endpoint --image-endpoint --config --timeout --tty',
};

/** Virtual machines that run containers; `colima status` and the like only ask what runs. */
export const machines = client({
  names: ['limactl', 'colima', 'orb', 'orbctl', 'multipass'],
  local: 'help',
  reads: 'list|ls|status|info|version|find|networks|aliases|get|disk list|disk ls|template list',
  options: { ...options, refused: `${options.refused} -p --profile` },
  deletes: 'delete|rm|purge|prune|reset|factory-reset',
  changes: 'system',
  match: {
    'colima status': 'remote-read',
    'limactl list --json': 'remote-read',
    'colima start': 'system',
    'multipass --help': 'read-only',
  },
  notMatch: ['multipass exec x ls', 'limactl shell x ls', 'colima delete', 'orb run x', 'multipass list --frob'],
});

/** Its words are a command for the virtual machine, or start a container. */
export const inside: Program = {
  names: ['lima', 'ctr'],
  effects: () =>
    effects('system', { none: 'it acts inside a virtual machine or a container' }, { facts: [{ kind: 'container', privileged: false }] }),
  match: { 'lima ls /': 'system' },
  notMatch: ['lima list', 'ctr images ls'],
};

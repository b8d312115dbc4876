import type { Program } from '../program.ts';
import { tree } from '../subcommands.ts';
import { ownContexts, withHelp } from './client.ts';
import { CONTAINERS, daemonRead, destroys, logs, moves, registryRead, starts, system, top } from './containers.ts';

const look = daemonRead();

/** They take docker's words for containers that they keep themselves, and add some of their own. */
const program = tree({
  names: ['podman', 'nerdctl', 'finch'],
  globals: {
    flags: '--version -v --help -h --debug',
    values: '-c --connection -n --namespace',
    refused:
      '-H -a --host --address --url --remote -r --root --runroot --identity --config --conmon --runtime --hooks-dir --storage-driver --storage-opt --module --tmpdir --data-root --cni-path --hosts-dir --snapshotter --insecure-registry --log-level',
  },
  commands: withHelp({
    ...CONTAINERS,
    logs: daemonRead({ ...logs, flags: '-f -t -l -c', attached: '--details --follow --timestamps --names --color --latest' }),
    'pod logs': daemonRead({
      ...logs,
      flags: '-f -t -l',
      values: '-n -c --container --since --until --tail',
      attached: '--follow --timestamps --names --color --latest',
    }),
    'pod top': top,
    'ps|container ps|container ls|container list|pod ps|pod ls|pod list': daemonRead({
      flags: '-a -q -s -l -p',
      attached:
        '--all --no-trunc --quiet --size --latest --pod --noheading --namespace --ns --external --sync --ctr-names --ctr-ids --ctr-status',
      values: '-f -n --filter --format --last --sort',
    }),
    'images|image ls|image list|volume ls|volume list|network ls|network list|secret ls|secret list|machine ls|machine list': daemonRead({
      flags: '-a -q -n',
      attached: '--all --no-trunc --quiet --digests --history --noheading --names --tree',
      values: '-f --filter --format --sort',
    }),
    'pod inspect|pod stats|pod exists|container exists|image exists|volume exists|network exists|manifest exists|secret exists|secret inspect|image tree|machine inspect|machine info|system connection list|system connection ls|farm list|farm ls|quadlet list|artifact ls|artifact inspect|namespace ls|namespace inspect|image trust show':
      look,
    'manifest inspect|search': registryRead,
    'volume create|volume import|network create|network connect|network disconnect|pod start|pod stop|pod restart|pod kill|pod create|play kube|kube play|kube down':
      starts,
    'pod rm|pod prune|secret rm|machine rm|system reset': destroys,
    'image save|image load|kube generate|generate kube|generate systemd': moves,
    help: { operands: 'text' },
  }),
  bare: { flags: '--version -v', operands: 'none' },
  other: system({ noPrefix: 'an unknown sub-command' }),
  match: {
    'podman ps -a': 'remote-read',
    'podman pod ps': 'remote-read',
    'nerdctl -n k8s.io ps': 'remote-read',
    'podman version': 'remote-read',
    'podman --version': 'read-only',
    'podman run x': 'system',
  },
  notMatch: [
    'podman --url tcp://h ps',
    'podman --remote ps',
    'podman --root ./x ps',
    'podman --hooks-dir ./x ps',
    'podman secret inspect --showsecret x',
    'podman search evil.test/x',
    'podman pod top x e',
    'podman system prune',
    'podman run x --help',
    'podman frob',
  ],
});

/** Connections and namespaces are the user's own. */
export const podman: Program = ownContexts(program, '-c --connection -n --namespace');

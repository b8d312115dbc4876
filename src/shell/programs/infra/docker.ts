import type { Program } from '../program.ts';
import { tree } from '../subcommands.ts';
import { credential, ownContexts, withHelp } from './client.ts';
import { composeBehind } from './compose.ts';
import { builds, CONTAINERS, daemonRead, registryRead, system } from './containers.ts';

const program = tree({
  names: ['docker'],
  globals: {
    flags: '--version -v --help -D --debug',
    values: '-c --context -l --log-level',
    refused: '-H --host --config --tls --tlscacert --tlscert --tlskey --tlsverify',
  },
  commands: withHelp(
    {
      ...CONTAINERS,
      'context ls|context list|context show': { operands: 'text', flags: '-q --quiet', values: '--format' },
      'service ls|service list|service inspect|service ps|stack ls|stack list|stack ps|stack services|node ls|node list|node ps|node inspect|secret ls|secret list|secret inspect|config ls|config list|config inspect|context inspect|builder ls|buildx ls|buildx inspect|buildx du|buildx version|checkpoint ls':
        daemonRead(),
      'service logs': daemonRead({
        flags: '-f -t --raw',
        values: '-n --since --tail',
        attached: '--details --follow --no-resolve --no-trunc --no-task-ids --timestamps',
      }),
      'trust inspect|buildx imagetools inspect': registryRead,
      'buildx build|buildx bake|bake|builder': builds,
      'swarm join-token|swarm unlock-key|swarm unlock|swarm ca': system({
        facts: [{ kind: 'credential_access', what: 'docker swarm' }],
        noPrefix: 'it shows what lets a machine into the swarm',
      }),
      'stack config': credential('values that a compose file takes from .env'),
      compose: composeBehind,
      help: { operands: 'text' },
    },
    '--help',
  ),
  bare: { flags: '--version -v', operands: 'none' },
  other: system({ noPrefix: 'an unknown sub-command' }),
  match: {
    'docker ps': 'remote-read',
    'docker logs -f --tail 5 web': 'remote-read',
    'docker context show': 'read-only',
    'docker run --help': 'read-only',
    'docker run --rm alpine ls': 'system',
    'docker compose up -d': 'system',
    'docker compose ps': 'workspace-code',
  },
  notMatch: [
    'docker run --privileged x',
    'docker -H tcp://h ps',
    'docker --config x ps',
    'docker run -v /:/host x',
    'docker run alpine --help',
    'docker system prune -a',
    'docker frob',
    'docker frob --help',
    'docker search evil.test/x',
    'docker manifest inspect evil.test/x',
    'docker top x e',
    'docker compose config',
    'docker swarm join-token worker',
    'docker save x -o y',
  ],
});

/** Docker. Contexts are the user's own: they are kept in the home directory. */
export const docker: Program = ownContexts(program, '-c --context');

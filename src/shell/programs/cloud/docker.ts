import type { Effects, Fact, Word } from '../../analysis.ts';
import { danger, effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { tree } from '../subcommands.ts';

/** The daemon is as powerful as root and outlives us: every command of its client is `system`. */
function system(rule: Partial<Rule> = {}): Rule {
  return { class: 'system', operands: 'text', lenient: true, ...rule };
}

const PRIVILEGED = /^--(privileged|cap-add|security-opt|device|pid|ipc|userns|uts|cgroupns|network|net)(=|$)/;

function run(args: readonly Word[], words: number): Effects {
  const privileged =
    args.some((word) => PRIVILEGED.test(word.value) && !/^--(network|net)(=(none|bridge))?$/.test(word.value)) ||
    args.some(
      (word) =>
        /(^|=|,)(\/|\/var\/run\/docker\.sock|~|\/etc)[^:]*:/.test(word.value) &&
        /^\/(:|etc|var\/run|root|home:)|=\/:/.test(word.value.replace(/^.*?=/, '')),
    );
  const facts: Fact[] = [{ kind: 'container', privileged }];
  if (privileged) facts.push(danger('privileged container'));
  if (args.some((word) => word.kind !== 'static')) return notProven('a word that is only known when it runs could be an option', { facts });
  return effects('system', words > 2 || privileged ? { none: 'it starts a container' } : { none: 'it runs a command in a container' }, {
    facts,
  });
}

const destroys = system({ facts: [danger('containers or their data removed', 'medium')], noPrefix: 'it removes containers or their data' });

export const docker = tree({
  names: [
    'docker',
    'podman',
    'nerdctl',
    'docker-compose',
    'podman-compose',
    'finch',
    'buildah',
    'skopeo',
    'crictl',
    'ctr',
    'lima',
    'limactl',
    'colima',
    'orb',
    'minikube',
    'kind',
    'k3d',
    'vagrant',
    'multipass',
  ],
  globals: {
    flags: '--version -v --help -h -D --debug',
    refused:
      '-H --host --context --config -c --tls --tlscacert --tlscert --tlskey --tlsverify --url --connection --root --runroot --remote -l --log-level',
  },
  commands: {
    'ps|images|logs|inspect|version|info|port|top|stats|diff|history|events|search|container ls|container list|container ps|container inspect|container logs|container top|image ls|image list|image inspect|image history|volume ls|volume inspect|network ls|network inspect|system df|system info|context ls|context show|context inspect|compose ps|compose ls|compose logs|compose images|compose port|compose top|buildx ls|manifest inspect':
      system(),
    'run|exec|create|container run|container exec|container create|compose run|compose exec': run,
    'build|buildx build|image build|compose build|builder build|bake|buildx bake': system({
      facts: [{ kind: 'container', privileged: false }],
      noPrefix: 'it runs what a file of the workspace says',
    }),
    'up|compose up|compose start|compose restart|compose create|compose watch|start|restart|stop|kill|pause|unpause|wait|rename|update|attach|commit|cp|tag|container start|container stop|container restart|container kill|compose stop|compose kill|compose pause|compose down|down':
      system({ facts: [{ kind: 'container', privileged: false }] }),
    'rm|rmi|container rm|image rm|volume rm|network rm|system prune|container prune|image prune|volume prune|network prune|builder prune|compose rm':
      destroys,
    'pull|push|login|logout|load|save|import|export|compose pull|compose push|image pull|image push': system({
      facts: [networkFact('docker', 'unknown')],
      refused: '',
    }),
  },
  bare: { flags: '--version -v --help -h', operands: 'none', class: 'system' },
  other: system({ noPrefix: 'an unknown sub-command' }),
  match: { 'docker ps': 'system', 'docker run --rm alpine ls': 'system', 'docker compose up -d': 'system' },
  notMatch: [
    'docker ps',
    'docker run --privileged x',
    'docker -H tcp://h ps',
    'docker run -v /:/host x',
    'docker system prune -a',
    'docker frob',
  ],
});

import type { Effects, Fact, Word } from '../../analysis.ts';
import { danger, effects, networkFact, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import type { Scan } from '../options.ts';
import { strangeRegistry } from './registries.ts';

/** The daemon is as powerful as root and outlives us: whatever changes something there is `system`. */
export function system(rule: Partial<Rule> = {}): Rule {
  return { class: 'system', operands: 'text', lenient: true, ...rule };
}

const FACTS = [networkFact('docker', 'download')];

/** What the daemon tells of itself. A template of `--format` reaches no file. */
export function daemonRead(rule: Partial<Rule> = {}): Rule {
  return {
    class: 'remote-read',
    operands: 'text',
    flags: '-a -q -s -l -t -v --human -H',
    attached:
      '--all --no-trunc --quiet --size --latest --digests --tree --details --follow --timestamps --no-stream --verbose --pretty --no-resolve --cluster --no-reset --names --sort-by-name',
    values: '-f -n --filter --format --last --type --since --until --tail --platform --orchestrator',
    facts: FACTS,
    ...rule,
  };
}

/** `logs -f` follows, and `-f` of the others filters. */
export const logs = daemonRead({ flags: '-f -t', values: '-n --since --until --tail' });

const PS = /^(aux|ax|-(aux|ax|ef|eF|efL|eo|o|f|l|F|A|e)|[a-z%]+(,[a-z%]+)+)$/;

/** `ps` of the machine gets the words behind the container, and some of them show the environment of what runs there. */
export const top = daemonRead({
  style: 'posix',
  check: ({ operands }: Scan) => (operands.slice(1).every(({ value }) => PS.test(value)) ? undefined : 'an option of ps that is not known'),
});

/** What asks a registry, which the name of an image may choose. */
export const registryRead = daemonRead({
  flags: '-v --raw',
  attached: '--verbose --no-trunc --pretty',
  values: '-f --filter --format --limit',
  check: ({ operands }: Scan) => operands.map(strangeRegistry).find((reason) => reason !== undefined),
});

const PRIVILEGED = /^--(privileged|cap-add|security-opt|device|pid|ipc|userns|uts|cgroupns|network|net)(=|$)/;

export function run(args: readonly Word[], words: number): Effects {
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

export const builds = system({ facts: [{ kind: 'container', privileged: false }], noPrefix: 'it runs what a file of the workspace says' });
export const starts = system({ facts: [{ kind: 'container', privileged: false }] });
export const moves = system({ facts: [networkFact('docker', 'unknown')] });
export const destroys = system({
  facts: [danger('containers or their data removed', 'medium')],
  noPrefix: 'it removes containers or their data',
});

/** What docker and its likes have in common. */
export const CONTAINERS = {
  'ps|container ls|container list|container ps|images|image ls|image list|inspect|container inspect|image inspect|port|container port|stats|container stats|diff|container diff|history|image history|events|system events|version|info|system info|system df|volume ls|volume list|volume inspect|network ls|network list|network inspect|plugin ls|plugin list|plugin inspect':
    daemonRead(),
  'logs|container logs': logs,
  'top|container top': top,
  'search|manifest inspect': registryRead,
  'run|exec|create|container run|container exec|container create': run,
  'build|image build|builder build': builds,
  'start|restart|stop|kill|pause|unpause|wait|rename|update|attach|commit|cp|tag|container start|container stop|container restart|container kill':
    starts,
  'rm|rmi|container rm|image rm|volume rm|network rm|system prune|container prune|image prune|volume prune|network prune|builder prune':
    destroys,
  'pull|push|login|logout|load|save|import|export|image pull|image push': moves,
} as const;

import type { Effects, Word } from '../../analysis.ts';
import { effects, notProven } from '../effects.ts';
import type { Rule } from '../leaf.ts';
import { compile, judge } from '../leaf.ts';
import type { Grammar } from '../options.ts';
import { optionTable, scan } from '../options.ts';
import type { Program, ProgramCall } from '../program.ts';
import { hasOption } from '../scanned.ts';
import { tree } from '../subcommands.ts';
import { credential, withHelp } from './client.ts';
import { builds, destroys, moves, run, starts, system } from './containers.ts';

/** What it does is in a file of the workspace, which may include files from any machine; `.env` and --env-file choose that file. */
const globals: Grammar = {
  flags: '--version -v --verbose',
  attached: '--compatibility --all-resources --dry-run',
  values: '-p --project-name --profile --ansi --progress --parallel --log-level --podman-args',
  reads: '-f --file --project-directory',
  refused: '--env-file -H --host -c --context --tls --tlscacert --tlscert --tlskey --tlsverify --podman-path --workdir',
};

const look: Rule = {
  class: 'workspace-code',
  operands: 'text',
  flags: '-a -q -t',
  attached:
    '--all --quiet --no-trunc --follow --timestamps --no-color --no-log-prefix --services --orphans --json --no-stream --short --names',
  values: '-n --filter --format --status --tail --since --until --index --protocol --last',
};

/** What names the parts of the file, and shows none of its values. */
const names: Rule = {
  class: 'workspace-code',
  operands: 'text',
  flags: '-q',
  attached:
    '--quiet --services --volumes --images --profiles --networks --no-interpolate --no-consistency --no-normalize --no-path-resolution',
  values: '--hash',
};
const compiled = compile(names);
const roles = optionTable(names);
const NARROW = '-q --quiet --services --volumes --images --profiles --networks --hash';

const showsValues = credential('values that a compose file takes from .env');

function config(args: readonly Word[], words: number): Effects {
  const judged = judge(compiled, args, words);
  return judged.unproven !== undefined || hasOption(scan(args, roles), NARROW) ? judged : showsValues();
}

const program = tree({
  names: ['docker-compose', 'podman-compose'],
  globals,
  commands: withHelp(
    {
      'ps|ls|images|port|top|events|stats|volumes': { ...look, values: `${look.values} -f` },
      version: { operands: 'none', flags: '--short', values: '-f --format', class: 'workspace-code' },
      logs: { ...look, flags: `${look.flags} -f` },
      'config|convert': config,
      'run|exec': run,
      build: builds,
      'up|start|restart|create|watch|stop|kill|pause|unpause|down|attach|scale|cp|wait|commit': starts,
      rm: destroys,
      'pull|push|publish|export': moves,
    },
    '--help',
  ),
  bare: { flags: '--version -v', operands: 'none', class: 'workspace-code' },
  other: system({ noPrefix: 'an unknown sub-command' }),
  match: {
    'docker-compose ps': 'workspace-code',
    'docker-compose -f docker-compose.yml logs -f web': 'workspace-code',
    'docker-compose config --services': 'workspace-code',
    'docker-compose up --help': 'read-only',
    'docker-compose up -d': 'system',
  },
  notMatch: [
    'docker-compose config',
    'docker-compose config --no-interpolate',
    'docker-compose config --services -o x',
    'docker-compose run web --help',
    'docker-compose --env-file x ps',
    'docker-compose -H tcp://h ps',
    'docker-compose --project-directory /x ps --frob',
    'docker-compose down -v',
    'docker-compose frob',
    'docker-compose -f oci://evil.test/x ps',
    'docker-compose -f github.com/o/r ps',
  ],
});

/** A compose file may be fetched from where its name says. */
const FETCHED = /:|^github\.com\//;

/** Compose by itself, and its twin. */
export const compose: Program = {
  ...program,
  effects: (call, name) => {
    const judged = program.effects(call, name);
    const fetched = judged.class === 'workspace-code' && judged.reads?.some(({ value }) => FETCHED.test(value));
    return fetched ? notProven('the compose file is fetched from elsewhere', judged) : judged;
  },
};

/** Compose as a sub-command: the words before it belong to its prefix. */
export function composeBehind(args: readonly Word[], words: number, call: ProgramCall): Effects {
  const judged = compose.effects({ ...call, args }, 'docker-compose');
  return 'none' in judged.prefix ? judged : effects(judged.class, { words: judged.prefix.words + words }, judged);
}

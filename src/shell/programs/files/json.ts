import { compile, judge, leaf } from '../leaf.ts';
import type { Scan } from '../options.ts';
import { scan } from '../options.ts';
import type { Program } from '../program.ts';
import { hasOption } from '../scanned.ts';

/** The filter may print the environment or read files by name; then it is no plain reader. */
function jqFilter(scanned: Scan): string | undefined {
  if (hasOption(scanned, '-f --from-file')) return undefined;
  const filter = scanned.operands[0];
  if (filter === undefined) return undefined;
  if (filter.kind !== 'static') return 'the filter is only known when it runs';
  // Blanks and comments may stand between `$` and a name.
  return /\b(env|import|include|modulemeta|get_search_list)\b|ENV|__prog/.test(filter.value)
    ? 'the filter reads the environment or other files'
    : undefined;
}

export const jq = leaf({
  names: ['jq', 'gojq', 'jaq'],
  flags:
    '-a -c -C -e -g -h -j -M -n -r -R -s -S --ascii-output --compact-output --color-output --exit-status --join-output --monochrome-output ' +
    '--null-input --raw-output --raw-output0 --raw-input --slurp --sort-keys --tab --unbuffered --stream --stream-errors --seq --args --jsonargs',
  values: '--indent',
  pairs: '--arg --argjson',
  refused: '-f --from-file -L --library-path --slurpfile --rawfile --argfile',
  operands: 'pattern',
  check: jqFilter,
  match: { "jq '.a | .b' f.json": 'read-only', 'jq -r .version package.json': 'read-only', 'jq --arg a b . x': 'read-only' },
  notMatch: [
    "jq '$ENV.TOKEN' x",
    "jq -rn '$ ENV.TOKEN'",
    "jq '$__prog_args' x",
    "jq '$ __prog_args' x",
    'jq -n env',
    'jq -f prog x',
    'jq -L /tmp . x',
    `jq 'import "a" as $a; .' x`,
    `jq 'include "a"; .' x`,
    `jq '"a" | modulemeta' x`,
  ],
});

const yqRule = compile({
  flags:
    '-C -M -P -e -j -n -r -N -0 -V --colors --no-colors --prettyPrint --exit-status --tojson --null-input --unwrapScalar --no-doc --nul-output',
  values: '-o -p -I --output-format --input-format --indent',
  refused: '-i --inplace -f --from-file -s --split-exp --split-exp-file --front-matter -y -Y -w',
  operands: 'pattern',
  check: ({ operands }) => {
    const filter = operands[0];
    if (filter === undefined || filter.kind !== 'static') return 'the expression is only known when it runs';
    if (filter.value.endsWith('.yq')) return 'a file of that name is taken for the expression';
    const expression = /^[\w-]+\.(ya?ml|json)$/.test(filter.value) ? '' : filter.value;
    return /^[\w.[\]"*| (){}=!<>,:;+/?%&@-]*$/.test(expression) &&
      !/env|load|eval|input|system|import|include|modulemeta|get_search_list|exec|file/i.test(expression)
      ? undefined
      : 'the expression can read the environment or other files';
  },
});

/** One of the programs of this name has sub-commands before the expression, for the other they are no valid expression. */
export const yq: Program = {
  names: ['yq'],
  effects: ({ args }) => {
    const [verb] = scan(args, yqRule.table).operands;
    const rest = verb?.kind === 'static' && /^(e|ea|eval|eval-all)$/.test(verb.value) ? args.filter((word) => word !== verb) : args;
    // The first operand may be a file, where there is one of that name.
    const judged = judge(yqRule, rest);
    const [first] = scan(rest, yqRule.table).operands;
    return first === undefined ? judged : { ...judged, reads: [...(judged.reads ?? []), first] };
  },
  match: {
    'yq .a.b x.yaml': 'read-only',
    'yq \'.a[] | select(.b == "x") | keys\' x.yaml': 'read-only',
    'yq -o json .a x.yaml': 'read-only',
    'yq e -P .a x.yaml': 'read-only',
  },
  notMatch: [
    'yq -i .a=1 x.yaml',
    'yq \'load("/etc/passwd")\' x',
    "yq 'strenv(TOKEN)' x",
    'yq e \'load("/etc/passwd")\' x.yaml',
    "yq ea 'strenv(TOKEN)' x",
    "yq -P eval-all 'strenv(TOKEN)' x",
    'yq e -i .a=1 x.yaml',
    'yq x.yq y.yaml',
  ],
};

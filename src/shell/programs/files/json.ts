import { leaf } from '../leaf.ts';
import type { Scan } from '../options.ts';
import { hasOption } from '../options.ts';

/** The filter may print the environment or read files by name; then it is no plain reader. */
function jqFilter(scanned: Scan): string | undefined {
  if (hasOption(scanned, '-f --from-file')) return undefined;
  const filter = scanned.operands[0];
  if (filter === undefined) return undefined;
  if (filter.kind !== 'static') return 'the filter is only known when it runs';
  return /\b(env|import|include|input_filename)\b|\$ENV|\$__prog/.test(filter.value)
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
  notMatch: ["jq '$ENV.TOKEN' x", 'jq -n env', 'jq -f prog x', 'jq -L /tmp . x', `jq 'import "a" as $a; .' x`],
});

export const yq = leaf({
  names: ['yq'],
  flags:
    '-C -M -P -e -j -n -r -N -0 --colors --no-colors --prettyPrint --exit-status --tojson --null-input --unwrapScalar --no-doc --nul-output',
  values: '-o -p -I --output-format --input-format --indent',
  refused: '-i --inplace -f --from-file -s --split-exp --split-exp-file --front-matter -y -Y -w',
  operands: 'pattern',
  check: ({ operands }) => {
    const filter = operands[0];
    if (filter === undefined || filter.kind !== 'static') return 'the expression is only known when it runs';
    return /^[\w.[\]"*| -]+$/.test(filter.value) && !/\b(env|strenv|envsubst|load\w*|eval|input\w*)\b/.test(filter.value)
      ? undefined
      : 'the expression can read the environment or other files';
  },
  match: { 'yq .a.b x.yaml': 'read-only', 'yq -o json .a x.yaml': 'read-only' },
  notMatch: ['yq -i .a=1 x.yaml', 'yq \'load("/etc/passwd")\' x', "yq 'strenv(TOKEN)' x"],
});

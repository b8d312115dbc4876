import type { Program } from '../program.ts';
import { interpreter } from './interpreter.ts';

const lua = interpreter({
  names: [
    'lua',
    'luajit',
    'tclsh',
    'wish',
    'guile',
    'racket',
    'sbcl',
    'clisp',
    'ocaml',
    'escript',
    'elixir',
    'erl',
    'iex',
    'swift',
    'scala',
    'groovy',
    'kotlin',
    'dart',
    'nim',
    'crystal',
    'zx',
    'raku',
  ],
  grammar: { flags: '-W', refused: '-e -l -i -r -c -E -v' },
  version: '--version',
  match: { 'lua x.lua': 'workspace-code', 'elixir --version': 'read-only' },
  notMatch: ["lua -e 'os.execute(1)'", 'lua', 'lua -l x y.lua', "elixir -e 'x'"],
});

const statistics = interpreter({
  names: ['Rscript', 'julia', 'octave', 'R', 'sage'],
  grammar: { flags: '--vanilla --quiet -q', refused: '-e -E -L -f --eval --load --project' },
  version: '--version',
  match: { 'Rscript x.R': 'workspace-code' },
  notMatch: ["Rscript -e 'system(1)'", 'julia', 'julia -L x y.jl'],
});

const java = interpreter({
  names: ['java', 'javaw'],
  grammar: {
    style: 'posix',
    flags: '-ea -da --enable-preview',
    refused: '-jar -cp -classpath --class-path -agentlib -agentpath -javaagent --module-path -m -p',
  },
  version: '--version -version',
  match: { 'java --version': 'read-only', 'java Main.java': 'workspace-code' },
  notMatch: ['java -jar x.jar', 'java -cp . Main', 'java -javaagent:x.jar Main', 'java -XX:OnError=rm Main', 'java'],
});

/** Languages that are met more seldom. */
export const others: readonly Program[] = [java, lua, statistics];

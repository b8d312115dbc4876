import { danger, effects, notProven } from '../effects.ts';
import type { Program } from '../program.ts';
import { asksVersion, interpreter } from './interpreter.ts';

const grammar = { flags: '-W', refused: '-e -l -i -r -c -E -v' };

const lua = interpreter({
  names: ['lua', 'luajit'],
  grammar,
  version: '-v',
  match: { 'lua x.lua': 'workspace-code', 'lua -v': 'read-only' },
  notMatch: ["lua -e 'os.execute(1)'", 'lua', 'lua -l x y.lua', 'lua --version'],
});

const scripts = interpreter({
  names: ['elixir', 'guile', 'racket', 'ocaml', 'scala', 'groovy', 'nim', 'crystal', 'zx', 'raku'],
  grammar,
  version: '--version',
  match: { 'elixir x.exs': 'workspace-code', 'elixir --version': 'read-only' },
  notMatch: ["elixir -e 'x'", 'guile'],
});

/** They know no such option: it is the name of a script, or left alone while standard input is run. */
const versionless = interpreter({
  names: ['tclsh', 'wish', 'escript', 'clisp', 'kotlin'],
  grammar,
  version: '',
  match: { 'tclsh x.tcl': 'workspace-code' },
  notMatch: ['tclsh --version', 'escript --version', 'wish --version', 'tclsh'],
});

/** Whatever they are given, they go on with what stands on standard input. */
const sessions: Program = {
  names: ['erl', 'iex', 'sbcl', 'R'],
  effects: (call, name) =>
    name !== 'erl' && asksVersion(call, ['--version'])
      ? effects('read-only', { words: 0 })
      : notProven('a session that runs what comes on standard input', { facts: call.piped ? [danger(`input piped into ${name}`)] : [] }),
  match: { 'sbcl --version': 'read-only' },
  notMatch: ['erl --version', 'erl x', 'iex x.exs', 'R', 'sbcl x.lisp'],
};

const statistics = interpreter({
  names: ['Rscript', 'julia', 'octave', 'sage'],
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
  version: '--version -version -fullversion --help -help -h --list-modules',
  match: { 'java --version': 'read-only', 'java Main.java': 'workspace-code' },
  notMatch: ['java -jar x.jar', 'java -cp . Main', 'java -javaagent:x.jar Main', 'java -XX:OnError=rm Main', 'java'],
});

/** Languages that are met more seldom. */
export const others: readonly Program[] = [java, lua, scripts, sessions, statistics, versionless];

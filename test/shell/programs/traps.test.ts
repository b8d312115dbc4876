import { expect, test } from 'vitest';
import { effectsOf } from './effects-of.ts';

/** Traps of programs that are asked about anyway: a grant of the plain use may not cover them. */
test.each([
  'zip -m a.zip x',
  'zip -f a.zip',
  'zip a.zip',
  'zip -lf .npmrc a.zip x',
  'zip -r src/* x',
  'tree -oa .npmrc d',
  'gcc @args',
  'gcc -c *.c',
  'javac @args',
  'nasm -@ args',
  'tsc @args',
  'pytest @args',
  'java @args',
  'bazel build @args',
  'dotnet build @x.rsp',
  'tar cf a.tar @b.tar',
  'tar cf a.tar -C d x -C ../e y',
  'tar cf a.tar x -C d y',
  'tar cf a.tar -C $x y',
  'git commit --help',
  'git stash --help',
  'git format-patch -1 --suffix=/../.npmrc',
  'git format-patch -1 --numbered-files -o out',
  'git format-patch -1 --frob -o out',
  'git format-patch -1 -O order --stdout',
  "sed -i b '1w .npmrc' x",
  "sed -i 's/a/b/' 2w.npmrc,x",
  'sed -i p src/*.ts',
  'npm help ls',
  'npm docs x',
  'npm edit x',
  'npm explore x',
  'terragrunt fmt',
  "flock l -c 'ls &> x'",
])('%s is not proven', (command) => {
  expect(effectsOf(command).unproven).toBeTypeOf('string');
});

import { expect, test } from 'vitest';
import { effectsOf } from '../effects-of.ts';
import { shown } from '../shown.ts';

const reads = (...files: readonly string[]) => ({
  class: 'read-only',
  prefix: { words: 0 },
  ...(files.length > 0 ? { reads: files } : {}),
});
const code = (...files: readonly string[]) => ({ class: 'workspace-code', prefix: { words: 0 }, reads: files });

test.each<[string, object]>([
  ['ast-grep -p a src', code('src')],
  ['ast-grep --pattern=a -l ts', code('.')],
  ['ast-grep run -p a x', { ...code('x'), prefix: { words: 1 } }],
  ['ast-grep scan --rule r.yml x', { ...code('x', 'r.yml'), prefix: { words: 1 } }],
  ['tokei', reads('.')],
  ['tokei -s code -t Rust src', reads('src')],
  ['tokei -i x.json', reads('.', 'x.json')],
  ['scc --by-file -s lines src', code('src')],
  ['cloc --json src', code('src')],
])('%s', (command, told) => {
  expect(shown(effectsOf(command))).toEqual(told);
});

test.each([
  'ast-grep',
  'ast-grep -p a -U',
  'ast-grep -p a -r b --update-all x',
  'ast-grep run -p a -i',
  'ast-grep scan --config c.yml',
  'ast-grep new rule',
  'ast-grep lsp',
  'ast-grep test',
  'ast-grep $x',
  'ast-grep -p $x y',
  'ast-grep --upd -p a',
  'tokei --frob',
  'tokei $x',
  'scc -o x',
  'scc @args',
  'scc --output=x',
  'scc --format-multi json:x',
  'scc -t -o x',
  'cloc --out=x src',
  'cloc --report-file x',
  'cloc --extract-with=x y',
  'cloc --config x',
  'cloc --diff a b',
  'cloc --git x',
  'cloc --list-file x',
])('%s is not proven', (command) => {
  expect(effectsOf(command)).toMatchObject({ class: 'unknown', unproven: expect.any(String), prefix: { none: expect.any(String) } });
});

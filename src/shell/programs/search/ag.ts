import { leaf } from '../leaf.ts';

export const ag = leaf({
  names: ['ag'],
  flags:
    '-a -c -F -g -H -i -l -L -n -Q -r -s -S -t -u -U -v -w -0 --count --hidden --ignore-case --smart-case --literal --nocolor --color --nogroup --group --files-with-matches --numbers --column --vimgrep --stats',
  numbers: '-A -B -C -m --after --before --context --depth --max-count',
  values: '-G --ignore --ignore-dir --file-search-regex',
  refused: '--pager -f --follow -p --path-to-ignore -z --search-zip',
  operands: 'pattern',
  here: true,
  match: { 'ag foo src': 'read-only' },
  notMatch: ["ag --pager 'rm y' foo", 'ag -f foo', 'ag --pag=x foo', 'ag --context foo x'],
});

/** ack reads `.ackrc` files of the directory, which can name a pager. */
export const ack = leaf({
  names: ['ack', 'ack-grep'],
  flags: '-a -c -f -h -H -i -l -L -n -o -Q -r -s -v -w -x -1 --noenv',
  numbers: '-A -B -C -m',
  values: '--type',
  refused: '--pager --ackrc --output -g --follow',
  operands: 'pattern',
  here: true,
  class: 'workspace-code',
  match: { 'ack foo src': 'workspace-code' },
  notMatch: ['ack foo src', "ack --pager='rm y' foo"],
});

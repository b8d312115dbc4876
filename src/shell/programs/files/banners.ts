import { leaf } from '../leaf.ts';

/** Letters as pictures. */
export const banners = leaf({
  names: ['figlet', 'toilet'],
  flags: '-c -k -l -n -o -p -r -s -t -x -S -W',
  values: '-w',
  refused: '-f -C -d -E -F -m',
  operands: 'text',
  match: { 'figlet hello': 'read-only', 'toilet -w 80 x': 'read-only' },
  notMatch: ['figlet -d . x', 'figlet -f ./x y', 'toilet -F x y'],
});

/** A cow is a program. It goes on behind an option that it does not know. */
export const cows = leaf({
  names: ['cowsay', 'cowthink'],
  flags: '-b -d -g -l -n -p -s -t -w -y',
  values: '-e -T',
  refused: '-f -r -C -W -m -h',
  operands: 'text',
  match: { 'cowsay -b moo': 'read-only', 'cowsay -e oo moo': 'read-only' },
  notMatch: ['cowsay -f ./x.cow moo', 'cowsay -r moo', 'cowsay -w -f ./x.cow moo', 'cowsay -m -f ./x.cow moo'],
});

/** Every group with each of these verbs, as paths separated by `|`; groups are separated by `|`, verbs by blanks. */
export function each(groups: string, verbs: string): string {
  return groups
    .split('|')
    .flatMap((group) => verbs.split(' ').map((verb) => `${group} ${verb}`))
    .join('|');
}

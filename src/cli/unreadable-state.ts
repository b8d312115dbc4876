/** The line for a person whose state can not be read. @param why a sentence, which may begin with a path */
export function unreadableState(stateDir: string, why: string): string {
  return `The state in ${stateDir} cannot be read: ${why.slice(0, 1).toLowerCase()}${why.slice(1)}`;
}

import { checkCommand } from 'cc-safety-net/api';

/** Its whole check, with what it reads from the disk for every call. */
export function loadSafetyNet(cwd: string): (command: string) => unknown {
  return (command) => checkCommand({ command, cwd });
}

/** Why this runtime cannot run us, in one sentence; `undefined` when it can. */
export function runtimeProblem(runtime: { readonly platform: string; readonly nodeVersion: string }): string | undefined {
  if (runtime.platform === 'win32') return 'Bailiwick runs on Linux and macOS, not on Windows; there, start it inside WSL.';
  return newEnough(runtime.nodeVersion) ? undefined : `Bailiwick needs Node 22.13 or newer; this is Node ${runtime.nodeVersion}.`;
}

/** Whether a version of Node, such as `24.1.0`, is 22.13 or later: the first with the compile cache and a `node:sqlite` without a flag. */
export function newEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 13);
}

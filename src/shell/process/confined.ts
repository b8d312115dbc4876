import type { LaunchSpec } from './launch.ts';
import type { Confinement } from './starter.ts';

/**
 * Takes what is to be started for a child and how far that may reach; returns what is started instead. The one place where a sandbox of
 * the kernel is put around both agents and commands; there is none yet, so the spec goes through as it is.
 */
export function confined<S extends LaunchSpec>(spec: S, _within: Confinement): S {
  return spec;
}

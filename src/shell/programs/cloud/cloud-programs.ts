import type { Program } from '../program.ts';
import { aws } from './aws.ts';
import { docker } from './docker.ts';
import { gh } from './gh.ts';
import { kubectl } from './kubectl.ts';
import { others } from './other-clouds.ts';
import { infrastructure, terraform } from './terraform.ts';

/** Clients of remote services. */
export const CLOUD_PROGRAMS: readonly Program[] = [aws, docker, gh, kubectl, ...others, infrastructure, terraform];

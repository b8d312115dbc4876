import type { Program } from '../program.ts';
import { checkers } from './checkers.ts';
import { compilers } from './compilers.ts';
import { make } from './make.ts';
import { pytest } from './pytest.ts';
import { runners } from './runners.ts';

/** Programs that build, check and test: they run the workspace's own code. */
export const BUILD_TOOLS: readonly Program[] = [checkers, compilers, make, pytest, runners];

import type { Program } from '../program.ts';
import { bun } from './bun.ts';
import { deno } from './deno.ts';
import { node } from './node.ts';
import { others } from './other-languages.ts';
import { perl } from './perl.ts';
import { php } from './php.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { packagedLanguages } from './swift.ts';

/** Programs that run code. */
export const INTERPRETERS: readonly Program[] = [bun, deno, node, ...others, perl, php, python, ruby, ...packagedLanguages];

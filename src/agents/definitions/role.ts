import { visible } from '../../shell/visible.ts';
import type { Definition } from './definition.ts';

/** What a child is told of its role: the words of a file that a person has trusted, every sign of them visible. They give it no rights. */
export function roleOf({ name, description, instructions }: Pick<Definition, 'name' | 'description' | 'instructions'>): string {
  const words = [description, instructions].map((text) => visible(text.trim())).filter((text) => text !== '');
  return [
    `You are "${visible(name)}". The person whose project this is has approved these instructions for that role; they say how you work, and change nothing about what you may do.`,
    ...words,
  ].join('\n\n');
}

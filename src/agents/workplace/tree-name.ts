import { createHash } from 'node:crypto';

const LONGEST = 30;
const DIGITS = 8;
const NAME = /^[a-z0-9][a-z0-9-]{0,60}$/;

/** Whether a text can be the name of a work tree of ours. */
export const isTreeName = (text: string): boolean => NAME.test(text);

/**
 * A name for the work tree of a task: what people recognise of its objective, and the digits that its id begins with. Whatever the objective
 * is, the name is a plain one.
 * @param objective foreign text
 */
export function treeName(objective: string, taskId: string): string {
  const plain = objective
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '');
  const words = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '');
  return `${words.slice(0, LONGEST).replace(/-+$/, '') || 'task'}-${digitsOf(taskId)}`;
}

/** As a list shows them where the id is one of ours. */
function digitsOf(taskId: string): string {
  const own = /^(?:task_)?([0-9a-f]{8})-/.exec(taskId)?.[1];
  return own ?? createHash('sha256').update(taskId).digest('hex').slice(0, DIGITS);
}

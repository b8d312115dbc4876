/**
 * Set in the environment of every process that we start, with the id of its task: a program that finds it in itself or
 * in an ancestor runs below one of our children.
 */
export const MARKER = 'BAILIWICK_TASK';

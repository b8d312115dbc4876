import * as users from './users.mjs';

/** By path: the name of the function that answers. */
const ROUTES = { '/user': 'getUser', '/users': 'getUsers' };

const FUNCTIONS = { ...users };

export function answer(path, ...args) {
  const name = ROUTES[path];
  return name === undefined ? { status: 404 } : { status: 200, body: FUNCTIONS[name](...args) };
}

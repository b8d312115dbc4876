import { getUserAgent, getUser as userOf } from './users.mjs';

export function greeting(id, headers) {
  const user = userOf(id);
  return user === undefined ? 'Who are you?' : `Hello ${user.name} (${getUserAgent(headers)})`;
}

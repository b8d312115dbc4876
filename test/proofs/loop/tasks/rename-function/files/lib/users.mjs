const USERS = new Map([
  ['1', { id: '1', name: 'Ada' }],
  ['2', { id: '2', name: 'Grace' }],
]);

/** Takes an id; returns the user, or `undefined`. */
export function getUser(id) {
  return USERS.get(id);
}

/** Every user, in the order of their ids. */
export function getUsers() {
  return [...USERS.keys()].map((id) => getUser(id));
}

/** What a client says that it is. */
export function getUserAgent(headers) {
  return headers['user-agent'] ?? 'unknown';
}

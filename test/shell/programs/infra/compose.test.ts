import { expect, test } from 'vitest';
import { told } from './told.ts';

test.each([
  ['docker-compose ps', 'workspace-code 1'],
  ['docker-compose -f docker-compose.yml logs -f web', 'workspace-code 3 reads ["docker-compose.yml"]'],
  ['docker-compose config --services', 'workspace-code 1'],
  ['docker-compose up --help', 'read-only 1'],
  ['docker-compose up -d', 'system 1 container'],
  ['docker-compose config', 'network - credential_access'],
  ['docker-compose config --no-interpolate', 'network - credential_access'],
  ['docker-compose config --services -o x', 'unproven -'],
  ['docker-compose run web --help', 'system - container'],
  ['docker-compose --env-file x ps', 'unproven -'],
  ['docker-compose -H tcp://h ps', 'unproven -'],
  ['docker-compose --project-directory /x ps --frob', 'unproven - reads ["/x"]'],
  ['docker-compose down -v', 'system 1 container'],
  ['docker-compose frob', 'system -'],
  ['docker-compose -f oci://evil.test/x ps', 'unproven - reads ["oci://evil.test/x"]'],
  ['docker-compose -f github.com/o/r ps', 'unproven - reads ["github.com/o/r"]'],
  ['docker-compose ls', 'workspace-code 1'],
  ['docker-compose images -q', 'workspace-code 1'],
  ['docker-compose port web 80', 'workspace-code 1'],
  ['docker-compose version --short', 'workspace-code 1'],
  ['docker-compose config -q', 'workspace-code 1'],
  ['docker-compose config --environment', 'unproven -'],
  ['docker-compose --project-directory sub ps', 'workspace-code 3 reads ["sub"]'],
  ['docker-compose build', 'system - container'],
  ['docker-compose run web ls', 'system - container'],
  ['docker-compose -f x -f y ps', 'workspace-code 5 reads ["x","y"]'],
  ['docker-compose --file=https://h/x ps', 'unproven - reads ["https://h/x"]'],
  ['docker-compose ps $x', 'unproven -'],
  ['podman-compose logs', 'workspace-code 1'],
])('%s', (command, expected) => {
  expect(told(command)).toBe(expected);
});

'use strict';

/** Who may import whom: a room may use those after it, never those before it. Rooms in one entry do not know each other. */
const ORDER = [
  ['cli'],
  ['app'],
  ['rooms'],
  ['server', 'console'],
  ['tools'],
  ['session'],
  ['agents', 'library'],
  ['policy'],
  ['shell', 'model', 'store'],
];

/** A room is a folder of src, or one file there. */
const path = (room) => `^src/${room}(/|\\.ts$)`;
const any = (rooms) => `^src/(${rooms.join('|')})(/|\\.ts$)`;

const rooms = ORDER.flatMap((entry, index) => entry.map((room) => ({ room, after: ORDER.slice(index + 1).flat() })));

module.exports = {
  forbidden: [
    ...rooms.map(({ room, after }) => ({
      name: `${room}-imports`,
      comment: `${room} may import ${after.length === 0 ? 'no other room' : after.join(', ')}`,
      severity: 'error',
      from: { path: path(room) },
      // The settings are read by those that start things; the version, and what is made once, are for everybody.
      to: {
        path: '^src/',
        pathNot: any([room, ...after, 'version', 'once', ...(['cli', 'app', 'rooms'].includes(room) ? ['config'] : [])]),
      },
    })),
    {
      name: 'config-imports',
      comment: 'settings know the scales of policy and nothing else',
      severity: 'error',
      from: { path: path('config') },
      to: { path: '^src/', pathNot: '^src/(config(/|\\.ts$)|once\\.ts$|policy/action\\.ts$)' },
    },
    {
      name: 'nobody-imports-main',
      severity: 'error',
      from: {},
      to: { path: '^src/main\\.ts$' },
    },
    {
      name: 'known-rooms',
      comment: 'a new folder in src needs its place in ORDER; check-boundaries.ts applies it to files that import nothing, too',
      severity: 'error',
      from: { path: '^src/', pathNot: any([...rooms.map(({ room }) => room), 'config', 'version', 'once', 'main']) },
      to: {},
    },
    {
      name: 'mcp-sdk-in-server',
      severity: 'error',
      from: { path: '^src/', pathNot: path('server') },
      to: { path: 'node_modules/@modelcontextprotocol/' },
    },
    {
      name: 'bash-parser-in-shell',
      severity: 'error',
      from: { path: '^src/', pathNot: path('shell') },
      to: { path: 'node_modules/unbash/' },
    },
    {
      name: 'sqlite-in-store',
      severity: 'error',
      from: { path: '^src/', pathNot: path('store') },
      to: { path: '^(node:)?sqlite$' },
    },
    {
      name: 'processes-in-shell',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/shell/process/' },
      to: { path: '^(node:)?child_process$|node_modules/execa/' },
    },
    {
      name: 'started-by-the-starter',
      comment: 'what a child runs is confined where it is started; a supervisor gets it confined, and no child asks which Node there is',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(shell/process/|cli/(supervise|find-node)\\.ts$)' },
      to: { path: '^src/shell/process/(run|launch|start-agent|detached|supervisor)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-loaders-no-threads',
      comment: 'a require of their own, hooks and threads would go round these rules',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(node:)?(module|worker_threads|cluster)$' },
    },
    {
      name: 'product-only',
      comment: 'what is not shipped is not imported',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts|bench)/' },
    },
    {
      name: 'no-cycles',
      comment: 'type imports included',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-development-packages',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};

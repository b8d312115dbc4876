import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { analyse, type DecideOptions, decide, RulesError } from '../../src/library/policy.ts';

let base: string;
let workspace: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'library-')));
  workspace = join(base, 'work');
  mkdirSync(workspace);
  writeFileSync(join(workspace, 'a.txt'), 'a\n');
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function decided(command: string, options: Partial<DecideOptions> = {}) {
  const home = join(base, 'home');
  return decide(analyse(command, { cwd: workspace, home }), { workspace, home, searchPath: '/usr/bin:/bin', ...options });
}
const short = (command: string, options: Partial<DecideOptions> = {}): string => {
  const { decision, rule } = decided(command, options);
  return `${decision} ${rule}`;
};

describe('analyse', () => {
  test('lists what bash would start', () => {
    const { invocations, complete } = analyse("sudo env A=1 bash -c 'cat x | wc -l'", { cwd: '/w', home: '/h' });
    expect([invocations.map(({ name, wrappers }) => [name, ...wrappers]), complete]).toEqual([
      [['sudo'], ['env', 'sudo'], ['bash', 'sudo', 'env'], ['cat', 'sudo', 'env', 'bash'], ['wc', 'sudo', 'env', 'bash']],
      true,
    ]);
  });

  test('says what it does not understand', () => {
    expect(analyse('eval "$x"', { cwd: '/w' }).complete).toBe(false);
  });

  test('refuses what is no command and no path', () => {
    expect(() => analyse(undefined as unknown as string, { cwd: '/w' })).toThrow(new TypeError('The command is a string.'));
    expect(() => analyse('ls', { cwd: 'w' })).toThrow(new TypeError('cwd is an absolute path, not "w".'));
    expect(() => analyse('ls', {} as { cwd: string })).toThrow(new TypeError('cwd is an absolute path, not undefined.'));
  });
});

describe('decide', () => {
  test('tells all about a command', () => {
    expect(decided('cat a.txt; rm a.txt')).toEqual({
      decision: 'allow',
      tier: 3,
      rule: 'preset:standard:workspace-write',
      reason: 'rm: it writes inside the workspace',
      change: undefined,
      span: { start: 11, end: 19 },
      class: 'workspace-write',
      signals: [{ span: { start: 11, end: 19 }, kind: 'file_modification', targets: ['a.txt'] }],
      prefix: { kind: 'injection_detected', reason: 'more than one command, or one inside another' },
      parts: [
        { span: { start: 0, end: 9 }, text: 'cat a.txt', class: 'read-only', prefix: { kind: 'prefix', value: 'cat' } },
        { span: { start: 11, end: 19 }, text: 'rm a.txt', class: 'workspace-write', prefix: { kind: 'prefix', value: 'rm' } },
      ],
      asking: [],
    });
  });

  test('by tiers, access, preset and rules', () => {
    expect(short('ls')).toBe('allow tier1:read-only');
    expect(short('rm -rf /')).toBe('deny tier0:remove-vital');
    expect(short('cat /etc/passwd')).toBe('ask preset:standard:system');
    expect(short('cat .env')).toBe('deny builtin:secret-path');
    expect(short('npm test', { preset: 'relaxed' })).toBe('allow preset:relaxed:workspace-code');
    expect(short('touch x', { access: 'read-only' })).toBe('deny access:read-only');
    expect(short('curl https://x.test', { rules: '{ "deny": ["Bash(curl:*)"] }' })).toBe('deny rules:user:1');
    expect(short('touch x', { rules: '{ "preset": "strict" }' })).toBe('ask preset:strict:workspace-write');
    expect(short('npm test', { rules: '{ "preset": "relaxed" }' })).toBe('ask preset:standard:workspace-code');
    expect(short('cat x | wc -l', { bash: 3 })).toBe('ask old-bash');
  });

  test('looks at the machine: links, and directories that are nobody else’s', () => {
    symlinkSync('/etc', join(workspace, 'etc'));
    mkdirSync(join(workspace, 'own'));
    expect(short('cat etc/passwd')).toBe('ask preset:standard:system');
    expect(short('cat own/x', { own: [join(workspace, 'own')] })).toBe('deny builtin:secret-path');
    expect(short('ls', { searchPath: '/nowhere' })).toBe('ask preset:standard:unknown');
  });

  test('denies what cannot be judged', () => {
    const broken = new Proxy({}, { get: () => () => undefined }) as unknown as NonNullable<DecideOptions['world']>;
    expect(
      short('cat a.txt', {
        world: {
          ...broken,
          resolve: (name) => name,
          which: () => {
            throw new Error('no disk');
          },
        } as typeof broken,
      }),
    ).toBe('deny library:failed');
  });

  test('refuses options that make no sense', () => {
    expect(() => decided('ls', { access: 'all' as 'full' })).toThrow(
      new TypeError('access is one of read-only, workspace-write, full, not "all".'),
    );
    expect(() => decided('ls', { preset: 'lax' as 'relaxed' })).toThrow(
      new TypeError('preset is one of strict, standard, relaxed, not "lax".'),
    );
    expect(() => decided('ls', { workspace: '.' })).toThrow(new TypeError('workspace is an absolute path, not ".".'));
    expect(() => decided('ls', { own: ['x'] })).toThrow(new TypeError('own is an absolute path, not "x".'));
    expect(() => decided('ls', { searchPath: undefined as unknown as string })).toThrow(TypeError);
    expect(() => decided('ls', { rules: '{ "alow": [] }' })).toThrow(RulesError);
    expect(() => decided('ls', { rules: '{' })).toThrow(/^The rules are not valid: rules:1: /);
  });
});

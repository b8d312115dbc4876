import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { launchTagged, newTag, tagIn } from '../../../src/shell/process/tag.ts';

const limits = (value: string): string =>
  `Max pending signals       1000   1000  signals\nMax file locks            ${value.padEnd(20)} ${value.padEnd(20)} locks     \n`;

function run(argv: readonly string[], argv0?: string): string {
  const start = launchTagged(argv, argv0, newTag());
  return spawnSync(start.file, start.args, { encoding: 'utf8', ...(start.argv0 === undefined ? {} : { argv0: start.argv0 }) }).stdout;
}

test('only numbers of our range are tags', () => {
  const tag = newTag();
  expect([tagIn(limits(tag)), tagIn(limits('unlimited')), tagIn(limits('1024')), tagIn(limits('9223372036854775807')), tagIn('')]).toEqual([
    tag,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  expect(newTag()).not.toBe(tag);
});

test('the program runs with the tag, its arguments untouched, and hands the tag down through an empty environment', () => {
  expect(run(['/bin/bash', '-c', 'printf "%s|" "$0" "$@"', 'a b', "it's", '$HOME', '-w'])).toBe("a b|it's|$HOME|-w|");
  expect(tagIn(run(['/bin/bash', '-c', 'setsid env -i /bin/cat /proc/self/limits']))).toMatch(/^\d{18}$/);
});

test('the program sees the name it was given, and still has the tag', () => {
  expect(run(['/bin/bash', '-c', 'echo "$0"'], 'my-bash')).toBe('my-bash\n');
  expect(tagIn(run(['/bin/cat', '/proc/self/limits'], 'kitten'))).toMatch(/^\d{18}$/);
  expect(run(['/bin/cat', '/proc/self/cmdline'], 'kitten')).toBe('kitten\0/proc/self/cmdline\0');
});

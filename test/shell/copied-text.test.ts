import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/shell/analyse.ts';

/** The last word of the first part, when it is known. */
function lastWord(command: string): string | undefined {
  const { parts, complete } = analyse(command, { home: '/h', cwd: '/w' });
  const word = parts.find(({ argv }) => argv[0]?.value === 'echo')?.argv.at(-1);
  return complete && word?.kind === 'static' ? word.value : undefined;
}

describe('text that cat copies into a word', () => {
  test.each([
    [`echo "$(cat <<'EOF'\nKeep it\n\n'q' $x \`id\` \\\n"w"\n\n\nEOF\n)"`, `Keep it\n\n'q' $x \`id\` \\\n"w"`],
    [`echo "a $(cat <<"E"\nb\nE\n) c"`, 'a b c'],
    ['echo "$(cat <<\\E\n-rf /\nE\n)"', '-rf /'],
    [`echo "$(cat <<'EOF'\nEOF\n)"`, ''],
  ])('%j', (command, text) => {
    expect(lastWord(command)).toBe(text);
    expect(
      analyse(command, { home: '/h', cwd: '/w' })
        .invocations.map(({ name }) => name)
        .toSorted(),
    ).toEqual(['cat', 'echo']);
  });

  test.each([
    `echo $(cat <<'EOF'\na\nEOF\n)`,
    `echo "$(cat <<EOF\na\nEOF\n)"`,
    `echo "$(cat <<EOF\n$(id)\nEOF\n)"`,
    `echo "$(cat <<-'EOF'\n\ta\n\tEOF\n)"`,
    `echo "$(cat x <<'EOF'\na\nEOF\n)"`,
    `echo "$(cat - <<'EOF'\na\nEOF\n)"`,
    `echo "$(A=b cat <<'EOF'\na\nEOF\n)"`,
    `echo "$(cat <<'EOF'; id\na\nEOF\n)"`,
    `echo "$(cat <<'EOF' | id\na\nEOF\n)"`,
    `echo "$(cat <<'EOF' &\na\nEOF\n)"`,
    `echo "$(cat <<'EOF' > x\na\nEOF\n)"`,
    `echo "$(cat 3<<'EOF'\na\nEOF\n)"`,
    `echo "$(cat <<'EOF'\na\n)"`,
    `echo "$(./cat <<'EOF'\na\nEOF\n)"`,
    `echo "$(c\\at <<'EOF'\na\nEOF\n)"`,
    `echo "$(tac <<'EOF'\na\nEOF\n)"`,
    `echo "$(! cat <<'EOF'\na\nEOF\n)"`,
    `echo "$( (cat) <<'EOF'\na\nEOF\n)"`,
    'echo "`cat <<\'EOF\'\na\nEOF\n`"',
  ])('%j is not known', (command) => {
    expect(lastWord(command)).toBeUndefined();
  });
});

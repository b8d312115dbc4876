import type { TestExpression, Word as WordNode } from 'unbash';
import type { Word } from './analysis.ts';
import { addHazard, type Position, spanOf } from './scope.ts';
import type { CommandScope } from './simple-command.ts';
import { readWord } from './words.ts';

/** Operators of `[[ ]]` that evaluate their operands, and what is harmless in one: a plain name for `-v`; only digits where a name's value is evaluated again. */
const EVALUATING: ReadonlyMap<string, RegExp> = new Map([
  ...['-v', '-R'].map((operator) => [operator, /^\w*$/] as const),
  ...['-eq', '-ne', '-lt', '-le', '-gt', '-ge'].map((operator) => [operator, /^-?\d+$/] as const),
]);

/** Looks at a file. */
const FILE_TESTS = new Set('-a -b -c -d -e -f -g -h -k -L -N -O -G -p -r -s -S -u -w -x'.split(' '));
const FILES_COMPARED = new Set(['-nt', '-ot', '-ef']);

/** Reads the operands of `[[ ]]`. A file that it looks at is one that `test` would look at. */
export function visitTest(scope: CommandScope, node: TestExpression): void {
  switch (node.type) {
    case 'TestUnary':
      checkOperand(scope, node.operator, node.operand, FILE_TESTS.has(node.operator));
      return;
    case 'TestBinary':
      checkOperand(scope, node.operator, node.left, FILES_COMPARED.has(node.operator));
      checkOperand(scope, node.operator, node.right, FILES_COMPARED.has(node.operator));
      return;
    case 'TestLogical':
      for (const operand of node.operands) visitTest(scope, operand);
      return;
    case 'TestNot':
      visitTest(scope, node.operand);
      return;
    case 'TestGroup':
      visitTest(scope, node.expression);
      return;
    default:
      addHazard(scope, node, 'a test that is not known');
  }
}

function checkOperand(scope: CommandScope, operator: string, node: WordNode, isFile: boolean): void {
  const words = readWord(scope, node);
  if (isFile) noteFile(scope, node, words);
  const harmless = EVALUATING.get(operator);
  if (harmless === undefined) return;
  if (words.some((word) => word.kind !== 'static' || !harmless.test(word.value)))
    addHazard(scope, node, `${operator} evaluates its operand`);
}

/** Of a path that only the run tells nothing more is known than whether it is there. */
function noteFile(scope: CommandScope, node: Position, words: readonly Word[]): void {
  const [word] = words;
  if (word?.kind !== 'static') return;
  const span = spanOf(scope, node);
  const argv: readonly Word[] = [{ span, value: 'test', kind: 'static' }, { span, value: '-e', kind: 'static' }, word];
  const { directories } = scope;
  scope.commands.push({ span, argv, assignments: [], redirects: [], piped: false, feeder: undefined, directories, hidden: true });
}

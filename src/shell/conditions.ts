import type { TestExpression, Word as WordNode } from 'unbash';
import { addHazard, type WordScope } from './scope.ts';
import { readWord } from './words.ts';

/** Operators of `[[ ]]` that evaluate their operands, and what is harmless in one: a plain name for `-v`; only digits where a name's value is evaluated again. */
const EVALUATING: ReadonlyMap<string, RegExp> = new Map([
  ...['-v', '-R'].map((operator) => [operator, /^\w*$/] as const),
  ...['-eq', '-ne', '-lt', '-le', '-gt', '-ge'].map((operator) => [operator, /^-?\d+$/] as const),
]);

/** Reads the operands of `[[ ]]`. */
export function visitTest(scope: WordScope, node: TestExpression): void {
  switch (node.type) {
    case 'TestUnary':
      checkOperand(scope, node.operator, node.operand);
      return;
    case 'TestBinary':
      checkOperand(scope, node.operator, node.left);
      checkOperand(scope, node.operator, node.right);
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

function checkOperand(scope: WordScope, operator: string, node: WordNode): void {
  const words = readWord(scope, node);
  const harmless = EVALUATING.get(operator);
  if (harmless === undefined) return;
  if (words.some((word) => word.kind !== 'static' || !harmless.test(word.value)))
    addHazard(scope, node, `${operator} evaluates its operand`);
}

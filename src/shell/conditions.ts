import type { TestExpression, Word as WordNode } from 'unbash';
import type { WordScope } from './scope.ts';
import { readWord } from './words.ts';

/** Operators of `[[ ]]` whose operands bash evaluates as arithmetic or as a variable name: what they hold may run. */
const EVALUATING = new Set(['-v', '-R', '-eq', '-ne', '-lt', '-le', '-gt', '-ge']);

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
      scope.hazard(node, 'a test that is not known');
  }
}

function checkOperand(scope: WordScope, operator: string, node: WordNode): void {
  const words = readWord(scope, node);
  if (!EVALUATING.has(operator)) return;
  if (words.some((word) => word.kind !== 'static' || !/^-?\w*$/.test(word.value))) scope.hazard(node, `${operator} evaluates its operand`);
}

import type { ArithmeticExpression } from 'unbash';
import { addHazard, type WordScope } from './scope.ts';

/** Arithmetic is understood over digits only: a name is evaluated again, and its value may run a command. */
export function visitArithmetic(walk: WordScope, node: ArithmeticExpression): void {
  switch (node.type) {
    case 'ArithmeticBinary':
      visitArithmetic(walk, node.left);
      visitArithmetic(walk, node.right);
      return;
    case 'ArithmeticUnary':
      visitArithmetic(walk, node.operand);
      return;
    case 'ArithmeticTernary':
      visitArithmetic(walk, node.test);
      visitArithmetic(walk, node.consequent);
      visitArithmetic(walk, node.alternate);
      return;
    case 'ArithmeticGroup':
      visitArithmetic(walk, node.expression);
      return;
    case 'ArithmeticWord':
      if (!/^\d+$/.test(walk.source.slice(node.pos, node.end).trim()))
        addHazard(walk, node, 'arithmetic over a name: its value is evaluated again');
      for (const part of node.parts ?? []) if (part.type === 'CommandExpansion') walk.nested(part.script, part);
      return;
    case 'ArithmeticCommandExpansion':
      walk.nested(node.script, node);
      addHazard(walk, node, 'arithmetic over a substitution');
      return;
    default:
      addHazard(walk, node, 'arithmetic that is not known');
  }
}

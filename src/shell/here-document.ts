import type { HereDoc } from 'unbash';
import { UNKNOWN, type Word } from './analysis.ts';
import { addHazard, spanOf, type WordScope } from './scope.ts';
import { type Assembly, addExpansion } from './words.ts';

/** The text of a here-document: static when its delimiter is quoted or nothing in it is live. */
export function readText(scope: WordScope, node: HereDoc): Word {
  const span = spanOf(scope, node);
  const body = node.body;
  if (node.delimiter?.quoted === true || (body.parts === undefined && !/[$`\\]/.test(body.text)))
    return { span, value: body.text, kind: 'static' };
  if (body.parts === undefined) {
    addHazard(scope, body, 'a here-document that could not be read');
    return { span, value: UNKNOWN, kind: 'dynamic' };
  }
  const word: Assembly = { value: '', dynamic: false, glob: false, splits: false };
  for (const part of body.parts) {
    if (part.type === 'Literal') {
      const bare = part.text.replace(/\\[$`\\\n]/g, '');
      if (/`|\$[\w({[@*#?$!-]/.test(bare) || part.text.includes('$\\\n'))
        addHazard(scope, part, 'a here-document that does not read as the text it seems');
      word.value += part.text;
    } else if (
      part.type === 'SimpleExpansion' ||
      part.type === 'ParameterExpansion' ||
      part.type === 'CommandExpansion' ||
      part.type === 'ArithmeticExpansion'
    ) {
      addExpansion(scope, word, part, true);
    } else {
      addHazard(scope, part, `${part.type} in a here-document is not analysed`);
      word.dynamic = true;
    }
  }
  return { span, value: word.value, kind: word.dynamic || word.splits ? 'dynamic' : 'static' };
}

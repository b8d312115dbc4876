import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';

/** Parses and lets the tree go again; nothing of it is read. */
export async function loadTreeSitter(): Promise<(command: string) => unknown> {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(fileURLToPath(import.meta.resolve('tree-sitter-bash/tree-sitter-bash.wasm'))));
  return (command) => {
    const tree = parser.parse(command);
    tree?.delete();
    return tree;
  };
}

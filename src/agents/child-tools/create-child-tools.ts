import { bashTool } from './bash.ts';
import type { ChildTool } from './child-tool.ts';
import type { ChildToolDeps } from './child-tool-deps.ts';
import { editFileTool } from './edit-file.ts';
import { readFileTool } from './read-file.ts';
import { createReadState } from './read-state.ts';
import { writeFileTool } from './write-file.ts';

/** All the tools of one child, each of which puts what it is to do before the gate. */
export function createChildTools(deps: ChildToolDeps): readonly ChildTool[] {
  const state = createReadState();
  return [bashTool(deps), readFileTool(deps, state), writeFileTool(deps, state), editFileTool(deps, state)];
}

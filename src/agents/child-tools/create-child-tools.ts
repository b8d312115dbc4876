import { bashTool } from './bash.ts';
import type { ChildTool } from './child-tool.ts';
import type { ChildToolDeps } from './child-tool-deps.ts';
import { editFileTool } from './edit-file.ts';
import { readFileTool } from './read-file.ts';
import { createReadState } from './read-state.ts';
import { searchTool } from './search.ts';
import { writeFileTool } from './write-file.ts';

/** All the tools of one child, each of which puts what it is to do before the gate. @param state what the child has seen of files */
export function createChildTools(deps: ChildToolDeps, state = createReadState()): readonly ChildTool[] {
  return [bashTool(deps), readFileTool(deps, state), writeFileTool(deps, state), editFileTool(deps, state), searchTool(deps)];
}

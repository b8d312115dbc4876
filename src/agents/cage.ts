import type { McpProgram } from './catalogue/entry.ts';
import type { ChildTool } from './child-tools/child-tool.ts';

/** The way of one caged child to its only tools: a private socket that serves them, and the program that leads there. */
export interface Cage {
  /** What the agent starts to get its tools. No secret is in it. */
  readonly program: McpProgram;
  /** An open descriptor with the token of this child, for its process to inherit as number 3. */
  readonly token: number;
  /** Resolves when somebody has looked at the tools for the first time, or the cage is closed. Never rejects. */
  readonly used: Promise<void>;
  /** Ends every connection and takes the socket and the token away. Never rejects. */
  close(): Promise<void>;
}

export interface CageRequest {
  readonly taskId: string;
  /** Private directory (0700) of the child. */
  readonly privateDir: string;
  readonly tools: readonly ChildTool[];
}

/** Opens the endpoint of one child. Rejects where the system can not hold one. */
export type OpenCage = (request: CageRequest) => Promise<Cage>;

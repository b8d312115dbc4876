/** A command that runs in place of an agent's own. */
export interface ClientCommand {
  /** Some of what it wrote to both streams, once it has ended, and whether that is not all. */
  output(): { readonly text: string; readonly truncated: boolean };
  /** Resolves when nothing of it lives any more. Never rejects. */
  readonly ended: Promise<{ readonly exitCode: number | null; readonly signal: string | null }>;
  /** Ends its whole tree. Never rejects. */
  kill(): Promise<void>;
}

/** What is done for an agent that does not touch files or start commands itself. Each puts itself before the gate, and rejects with words. */
export interface ClientSide {
  /** @param line first line, from 1 @param limit number of lines @param signal aborted when the agent no longer waits */
  read(
    path: string,
    lines: { readonly line?: number | undefined; readonly limit?: number | undefined },
    signal: AbortSignal,
  ): Promise<string>;
  write(path: string, text: string, signal: AbortSignal): Promise<void>;
  /** Resolves when it has been started. @param signal aborted when the agent no longer waits for the start */
  run(command: string, args: readonly string[], cwd: string, signal: AbortSignal): Promise<ClientCommand>;
}

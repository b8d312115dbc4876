import type { ServerContext } from '@modelcontextprotocol/server';

export interface ProgressReporter {
  /** `undefined` when the client did not ask. */
  readonly report: ((progress: number, message: string) => void) | undefined;
  /** After it nothing is sent: a notification after the answer is against the protocol. */
  stop(): void;
}

/**
 * Sends `notifications/progress` for one request. A value that is not above the last one, and one that comes while the client
 * has not taken the last one, are left out.
 */
export function progressReporter(context: ServerContext): ProgressReporter {
  const progressToken = context.mcpReq._meta?.progressToken;
  let active = progressToken !== undefined;
  let last = Number.NEGATIVE_INFINITY;
  let sending = false;

  const report = (progress: number, message: string): void => {
    if (!active || sending || context.mcpReq.signal.aborted || !(progress > last)) return;
    last = progress;
    sending = true;
    const sent = context.mcpReq.notify({ method: 'notifications/progress', params: { progressToken, progress, message } });
    // It fails only when the connection is gone, and then nobody waits for it.
    void sent
      .catch(() => undefined)
      .then(() => {
        sending = false;
      });
  };

  return {
    report: active ? report : undefined,
    stop: () => {
      active = false;
    },
  };
}

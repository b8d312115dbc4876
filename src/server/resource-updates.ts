import type { Server } from '@modelcontextprotocol/server';
import { describeError } from '../shell/describe-error.ts';
import type { ResourceChange } from '../tools/resource-ref.ts';
import type { Limits, Log } from './app-port.ts';
import type { Era } from './client.ts';
import { formatResourceUri, parseResourceUri } from './resource-uri.ts';

export interface ResourceUpdates {
  changed(change: ResourceChange): void;
  /** Legacy subscriptions; modern ones are kept by the SDK's entry. */
  subscribe(uri: string): void;
  unsubscribe(uri: string): void;
  stop(): void;
}

/** A client holds a subscription for each resource that it looks at; more is a mistake. */
const MAX_SUBSCRIPTIONS = 1_000;

/** Tells one client what changed, each resource at most once in `coalesceMs`. */
export function createResourceUpdates(server: Server, era: Era, limits: Limits, log: Log): ResourceUpdates {
  const subscribed = new Set<string>();
  const updated = new Set<string>();
  let listChanged = false;
  let timer: NodeJS.Timeout | undefined;

  const report = (sent: Promise<void>): void => {
    void sent.catch((error: unknown) => log(`a change was not told: ${describeError(error)}`));
  };

  const flush = (): void => {
    timer = undefined;
    const uris = era === 'modern' ? [...updated] : [...subscribed].filter((uri) => updated.has(baseOf(uri)));
    const list = listChanged;
    updated.clear();
    listChanged = false;
    if (server.transport === undefined) return;
    if (list) report(server.sendResourceListChanged());
    for (const uri of uris) report(server.sendResourceUpdated({ uri }));
  };

  return {
    changed: (change) => {
      if (change.kind === 'list') listChanged = true;
      else updated.add(formatResourceUri(change.ref));
      timer ??= setTimeout(flush, limits.coalesceMs);
    },
    subscribe: (uri) => {
      if (subscribed.size < MAX_SUBSCRIPTIONS) subscribed.add(uri);
    },
    unsubscribe: (uri) => {
      subscribed.delete(uri);
    },
    stop: () => clearTimeout(timer),
  };
}

/** The URI without a range: a change of an output touches every range of it. */
function baseOf(uri: string): string {
  const parsed = parseResourceUri(uri);
  return parsed.kind === 'ref' ? formatResourceUri(parsed.ref) : uri;
}

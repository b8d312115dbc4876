import type { ModelClient } from '../model/model.ts';
import type { GatedAction } from './action.ts';
import { classify } from './classifier/classify.ts';
import type { ResolvedModel } from './classifier/model-spec.ts';
import { describeAction } from './described.ts';
import type { Classification } from './engine/second-opinion.ts';
import type { Examined } from './examine.ts';
import type { Recent } from './recent-actions.ts';
import { redactText } from './redaction/redact.ts';

/** What the classifier is asked about. */
export interface Review {
  readonly action: GatedAction;
  readonly examined: Examined;
  readonly recent: Recent;
}

export interface ReviewerDeps {
  readonly client: ModelClient;
  /** Which model answers; asked at every call. */
  readonly model: () => ResolvedModel;
  /** The provider of the client: a model of another one is not asked. */
  readonly provider: string | undefined;
  readonly timeoutMs: number | undefined;
  /** The repository's own words for agents. */
  readonly projectContext: () => Promise<string | undefined>;
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** Puts a question to the classifier in the words of its contract. */
export function createReviewer(deps: ReviewerDeps): (review: Review, signal: AbortSignal) => Promise<Classification> {
  const failed = (reason: string, counts: boolean): Classification => {
    deps.log(`the classifier: ${reason}`);
    return { kind: 'failed', reason, counts };
  };
  return async ({ action, examined, recent }, signal) => {
    const resolved = deps.model();
    if (resolved.kind === 'malformed') return failed(`the model named by the ${resolved.layer}: ${resolved.problem}`, true);
    if (resolved.kind === 'none') return failed('no model is named', true);
    const { provider, model } = resolved.spec;
    if (provider !== undefined && provider !== deps.provider)
      return failed(
        `the model named by the ${resolved.layer} belongs to the provider ${provider}, which the settings file does not name`,
        true,
      );
    const { rules, verdict } = examined;
    const said = await classify(
      {
        rules: rules.softDeny,
        environment: rules.environment,
        projectContext: await deps.projectContext(),
        // A host hands over no words of its person; what models write is not taken for theirs.
        personWords: [],
        ...(action.kind === 'delegate' ? { task: { objective: action.objective, todos: [] } } : {}),
        recent,
        // Beside the action, so that no command can end with words that look like these.
        signals: [
          `class ${verdict.class ?? 'unknown'}`,
          `directory ${examined.cwd}`,
          ...verdict.signals.map((signal) => JSON.stringify(signal)),
        ],
        action: reviewed(action),
      },
      { client: deps.client, model, signal, timeoutMs: deps.timeoutMs, now: deps.now, redact: redactText },
    );
    if (said.kind === 'failed') return failed(said.message, said.countsForBreaker);
    return { kind: said.kind, reason: said.reason };
  };
}

/** All of what would be done: what is cut off is never let through. */
function reviewed(action: Review['action']): string {
  const what = describeAction(action);
  if (action.kind === 'delegate') return `${action.tool} to ${action.agent}: ${what}`;
  return action.kind === 'path' && action.text !== undefined ? `${action.tool}: ${what}\n${action.text}` : `${action.tool}: ${what}`;
}

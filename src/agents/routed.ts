import type { AgentRunner } from './runner.ts';

/** One runner for every child: scripts go to the shell, whatever has a job to a model agent. */
export function routed(shell: AgentRunner, model: AgentRunner): AgentRunner {
  return {
    agent: 'any',
    run: (spec, context) => (spec.job === undefined ? shell : model).run(spec, context),
    goOn: (child, context) => (child.agent === shell.agent ? shell : model).goOn(child, context),
  };
}

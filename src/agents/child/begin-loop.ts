import { access } from 'node:fs/promises';
import path from 'node:path';
import { LOG_NAME } from '../loop/entries.ts';
import { createSpending } from '../loop/loop-model.ts';
import { openLoop } from '../loop/open-loop.ts';
import { makePrivateDir } from '../private-dir.ts';
import { AgentError } from '../protocol.ts';
import type { LoopJob } from '../runner.ts';
import type { Beginning, Begun, PartnerDeps } from './partners.ts';
import { PLAN_ONLY } from './plan-first.ts';

const UNCONFIGURED = 'no model is configured any more; a person names one in the settings file (`model`)';

/** Makes our own loop ready; no process is behind it. Rejects with an `AgentError` where there is no model. */
export async function beginLoop(deps: PartnerDeps, job: LoopJob, beginning: Beginning): Promise<Begun> {
  const { taskId, cwd, workspace, access, hold, privateDir, stop, resume, logDir, transcript, mayCall } = beginning;
  const { report, plan } = beginning.context;
  const model = deps.loopModel();
  if (model === undefined) throw new AgentError(UNCONFIGURED);
  await makePrivateDir(privateDir);
  const of = { taskId, privateDir, hold, cwd, workspace, access, report, plan, only: job.only, signal: stop.signal };
  const resumeDir = resume === undefined ? undefined : await conversationIn(deps.outputDir(resume));
  const spending = createSpending();
  const client = model.connect(spending.account);
  // Last: what it starts is ended by whoever gets what is returned here.
  const hands = await deps.childTools(of);
  const setup = {
    taskId,
    client,
    model: job.model ?? model.model,
    useModel: job.model,
    smallModel: model.smallModel,
    contextTokens: model.contextTokens,
    tools: hands.tools,
    readState: hands.state,
    logDir,
    resumeDir,
    report,
    spent: () => {
      const { inputTokens, outputTokens, usd } = spending.costs().total;
      return { inputTokens, outputTokens, usd };
    },
    mayCall,
    say: transcript.say,
    note: transcript.note,
    now: Date.now,
    log: deps.log,
  };
  return {
    agent: undefined,
    close: hands.close,
    partner: {
      open: () => openLoop(setup),
      ended: new Promise<void>(() => {}),
      calls: NO_CALLS,
      ready: undefined,
      quirks: { refusalEndsTurn: false, seesToolsLate: false },
      countsTurns: true,
    },
  };
}

/** What the loop does is judged tool by tool, and each refusal is a reply: there is nothing to keep track of. */
const NO_CALLS: Begun['partner']['calls'] = {
  ask: async () => ({ allowed: false, reason: 'the loop has no tools of its own' }),
  began: () => {},
  finished: () => {},
  refusals: () => [],
};

/** Where the conversation of a task lies: one that was stopped before its plan was approved has only talked about that. */
async function conversationIn(outputDir: string): Promise<string> {
  const isIn = async (dir: string): Promise<boolean> =>
    await access(path.join(dir, LOG_NAME)).then(
      () => true,
      () => false,
    );
  const planOnly = path.join(outputDir, PLAN_ONLY);
  return !(await isIn(outputDir)) && (await isIn(planOnly)) ? planOnly : outputDir;
}

import type { Cage } from '../cage.ts';
import type { ProfilePlace } from '../catalogue/entry.ts';
import { createClientSide } from '../child-tools/client-side.ts';
import { createCalls } from '../hold/calls.ts';
import { linkPrivateFiles, makePrivateDir, writePrivateFiles } from '../private-dir.ts';
import { profileFor } from '../profile.ts';
import { AgentError } from '../protocol.ts';
import type { AgentJob } from '../runner.ts';
import type { Beginning, Begun, PartnerDeps } from './partners.ts';

/** With the time that it has to end a turn, a child that is to stop has ended in less than 5 s. Milliseconds between TERM and KILL. */
const STOP_GRACE_MS = 1_000;

const REPLACED = 'its program has changed since its hold was proven; run `bailiwick doctor --verify` for it again';

/** Starts the process of an installed agent; `undefined` when it is to stop before. Leaves nothing behind when it throws. */
export async function beginAgent(deps: PartnerDeps, job: AgentJob, beginning: Beginning): Promise<Begun | undefined> {
  const { entry, level, found, model } = job;
  const { taskId, cwd, workspace, access, hold, privateDir, stop, resume } = beginning;
  const { report, breach, plan } = beginning.context;
  const caged = level === 'caged';
  const calls = createCalls({ entry, hold, caged, cwd, access, report, breach });
  const protocol = await deps.protocolOf(entry.protocol);
  await makePrivateDir(privateDir);
  const byUs = !caged && (entry.quirks.clientFs || entry.quirks.clientTerminal);
  const of = { taskId, privateDir, hold, cwd, workspace, access, report, plan, only: job.only, signal: stop.signal };
  const hands = caged || byUs ? await deps.childTools(of) : undefined;
  let cage: Cage | undefined;
  const close = async (): Promise<void> => {
    await Promise.all([cage?.close(), hands?.close()]);
  };
  try {
    cage = caged && hands !== undefined ? await deps.openCage({ taskId, privateDir, tools: hands.tools }) : undefined;
    const client = byUs && hands !== undefined ? createClientSide({ hold, cwd, access, home: deps.home, run: hands.run }) : undefined;
    const place: ProfilePlace = { home: deps.home, privateDir, cwd, access, cage: cage?.program, model, resume };
    const profile = profileFor(job, place);
    await writePrivateFiles(privateDir, profile.files);
    await linkPrivateFiles(privateDir, profile.links ?? {});
    // Its files are made by now: some caged agents start in a directory of their own, where no repository speaks to them.
    const startsIn = profile.cwd ?? cwd;
    const env = await deps.environment({ entry, set: profile.env, cwd: startsIn, taskId });
    // Between the answer and the start a file may have been put in its place.
    if (job.stamp !== undefined && (await deps.stampOf(found, env)) !== job.stamp) throw new AgentError(REPLACED);
    if (stop.signal.aborted) {
      await close();
      return undefined;
    }
    const argv = [found.executable, ...profile.args];
    const agent = deps.starter.agent(
      { argv, cwd: startsIn, env, token: cage?.token, stopGraceMs: STOP_GRACE_MS },
      { access, workspace, privateDir },
    );
    const { stdin, stdout, done } = agent;
    const ended = done.then(() => undefined);
    const setup = { entry, profile, cwd: startsIn, cage: cage?.program, model, resume, client };
    return {
      agent,
      close,
      partner: {
        open: (events, signal) => protocol.open({ stdin, stdout, ended }, { ...setup, events, signal }),
        ended,
        calls,
        ready: cage?.used,
        quirks: entry.quirks,
        countsTurns: false,
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

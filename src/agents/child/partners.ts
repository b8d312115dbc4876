import type { Access } from '../../policy/action.ts';
import type { StartedAgent, Starter } from '../../shell/process/starter.ts';
import type { OpenCage } from '../cage.ts';
import type { AgentEntry, ProtocolKind } from '../catalogue/entry.ts';
import type { ChildTool } from '../child-tools/child-tool.ts';
import type { RunAllowed } from '../child-tools/child-tool-deps.ts';
import type { ReadState } from '../child-tools/read-state.ts';
import type { Hold } from '../hold/hold.ts';
import type { LoopModel } from '../loop/loop-model.ts';
import type { Protocol } from '../protocol.ts';
import type { ChildPlan } from '../pursue/director.ts';
import type { AgentJob, RunnerContext, ToolKind } from '../runner.ts';
import type { Transcript } from '../transcript.ts';
import type { Partner } from './converse.ts';
import type { Stop } from './stopping.ts';

/** What children of every kind are started with. */
export interface PartnerDeps {
  readonly starter: Pick<Starter, 'agent'>;
  /** Loaded on first need. */
  readonly protocolOf: (kind: ProtocolKind) => Promise<Protocol>;
  readonly openCage: OpenCage;
  /** The tools of one child, what runs commands for it, and how what was started is ended. */
  readonly childTools: (child: ToolsOf) => Promise<ChildHands>;
  /** The model of our own loop; `undefined` when none is configured. */
  readonly loopModel: () => LoopModel | undefined;
  /** The whole environment of an agent, with what its profile sets. */
  readonly environment: (of: EnvironmentOf) => Promise<Record<string, string>>;
  /** Of what would be executed now; see `AgentJob.stamp`. */
  readonly stampOf: (found: AgentJob['found'], env: Readonly<Record<string, string>>) => Promise<string>;
  readonly outputDir: (taskId: string) => string;
  /** Absolute, real. */
  readonly workspace: string;
  /** The user's. */
  readonly home: string;
  readonly log: (line: string) => void;
}

export interface ToolsOf {
  readonly taskId: string;
  readonly privateDir: string;
  readonly hold: Hold;
  readonly cwd: string;
  /** Absolute, real: the root that its commands are confined to. */
  readonly workspace: string;
  readonly access: Access;
  readonly report: RunnerContext['report'];
  readonly plan: ChildPlan | undefined;
  /** What of them a definition leaves it. */
  readonly only: readonly ToolKind[] | undefined;
  readonly signal: AbortSignal;
}

export interface ChildHands {
  readonly tools: readonly ChildTool[];
  readonly run: RunAllowed;
  /** What its tools have shown it, for whoever makes it forget. */
  readonly state: ReadState;
  close(): Promise<void>;
}

export interface EnvironmentOf {
  readonly entry: AgentEntry;
  readonly set: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly taskId: string;
}

/** One child that is about to start. */
export interface Beginning {
  readonly taskId: string;
  readonly cwd: string;
  /** Absolute, real. */
  readonly workspace: string;
  readonly access: Access;
  readonly resume: string | undefined;
  readonly hold: Hold;
  readonly context: Pick<RunnerContext, 'report' | 'breach' | 'plan'>;
  readonly privateDir: string;
  /** Where our own loop keeps what was said. */
  readonly logDir: string;
  readonly stop: Stop;
  /** False when no further call of the model is paid for. */
  readonly mayCall: () => boolean;
  readonly transcript: Transcript;
}

/** A child that can be talked to. */
export interface Begun {
  readonly partner: Partner;
  /** Absent where no process is behind it. */
  readonly agent: StartedAgent | undefined;
  /** Ends its tools. */
  close(): Promise<void>;
}

import { AGENT_METHODS, type ClientContext, type McpServer, PROTOCOL_VERSION, RequestError } from '@agentclientprotocol/sdk';
import type * as z from 'zod';
import { visible } from '../../shell/visible.ts';
import { VERSION } from '../../version.ts';
import { AgentError, type ProtocolSetup } from '../protocol.ts';
import { type Initialized, initializeSchema, type Session, sessionSchema } from './messages.ts';

export type OpenSetup = Pick<ProtocolSetup, 'entry' | 'profile' | 'cwd' | 'cage' | 'model' | 'resume'>;

/** Of the protocol: the agent does nothing before somebody has logged in to it. */
const AUTH_REQUIRED = -32_000;
/** Characters of an agent's own words in one of ours. */
const MAX_WORDS = 300;
/** Models that are named when the wanted one is not among them. */
const MODELS_NAMED = 20;

/** A session that is open, and what the agent answered. */
export interface OpenSession {
  readonly id: string;
  readonly session: Session;
  readonly model: string | undefined;
}

/** Comes to a session with an agent: versions, capabilities, a new conversation or an old one, the model. Rejects with an `AgentError`. */
export async function openSession(agent: ClientContext, setup: OpenSetup): Promise<OpenSession> {
  const initialized = await initialize(agent, setup);
  const { id, session } = await sessionOf(agent, setup, initialized);
  const model = await chooseModel(agent, id, session, setup.model);
  return { id, session, model };
}

async function initialize(agent: ClientContext, { entry }: OpenSetup): Promise<Initialized> {
  const { clientFs, clientTerminal } = entry.quirks;
  const request = {
    protocolVersion: PROTOCOL_VERSION,
    clientInfo: { name: 'bailiwick', version: VERSION },
    clientCapabilities: { fs: { readTextFile: clientFs, writeTextFile: clientFs }, terminal: clientTerminal },
  };
  const initialized = checked(initializeSchema, await asked(agent.request<unknown>(AGENT_METHODS.initialize, request)), 'initialize');
  if (initialized.protocolVersion === PROTOCOL_VERSION) return initialized;
  const theirs = String(initialized.protocolVersion);
  throw new AgentError(
    `it speaks version ${theirs} of the Agent Client Protocol, not ${PROTOCOL_VERSION}; install a version of it that does`,
  );
}

async function sessionOf(
  agent: ClientContext,
  setup: OpenSetup,
  initialized: Initialized,
): Promise<{ readonly id: string; readonly session: Session }> {
  const { profile, cage, resume } = setup;
  const cwd = profile.cwd ?? setup.cwd;
  const request = {
    cwd,
    mcpServers: cage === undefined ? [] : [serverOf(cage)],
    ...(profile.session === undefined ? {} : { _meta: profile.session }),
  };
  if (resume === undefined) {
    const session = checked(
      sessionSchema,
      await asked(agent.request<unknown>(AGENT_METHODS.session_new, request), initialized),
      'session/new',
    );
    if (session.sessionId) return { id: session.sessionId, session };
    throw new AgentError('its answer to "session/new" has no id');
  }
  const method = resumeMethod(setup, initialized);
  const answer = await asked(agent.request<unknown>(method, { ...request, sessionId: resume }), initialized);
  return { id: resume, session: checked(sessionSchema, answer ?? {}, method) };
}

/** How another process goes on with a conversation of this agent, held like this; `undefined` where it can not. */
export function wayToResume({ entry, cage }: Pick<OpenSetup, 'entry' | 'cage'>): 'resume' | 'load' | undefined {
  return entry.resume?.[cage === undefined ? 'gated' : 'caged'];
}

function resumeMethod(setup: OpenSetup, { agentCapabilities }: Initialized): string {
  const way = wayToResume(setup);
  if (way === 'resume' && agentCapabilities?.sessionCapabilities?.resume) return AGENT_METHODS.session_resume;
  if (way === 'load' && agentCapabilities?.loadSession) return AGENT_METHODS.session_load;
  throw new AgentError('it can not go on with a conversation of another process; dispatch a new child with what it has to know');
}

function serverOf({ name, command, args, env }: NonNullable<OpenSetup['cage']>): McpServer {
  return { name, command, args: [...args], env: Object.entries(env).map(([key, value]) => ({ name: key, value })) };
}

/** Sets the model where it is another one than the wanted; returns which one answers, where the agent tells. */
async function chooseModel(
  agent: ClientContext,
  sessionId: string,
  session: Session,
  wanted: string | undefined,
): Promise<string | undefined> {
  const option = session.configOptions?.find(({ category }) => category === 'model');
  const current = option === undefined ? session.models?.currentModelId : String(option.currentValue);
  if (wanted === undefined || wanted === current || current === undefined) return current;
  const offered =
    option === undefined ? (session.models?.availableModels ?? []).map(({ modelId }) => modelId) : valuesOf(option.options ?? []);
  if (!offered.includes(wanted)) {
    const names = offered.slice(0, MODELS_NAMED).map((name) => words(name));
    throw new AgentError(
      `it has no model "${words(wanted)}"; it offers ${names.join(', ') || 'none'}${offered.length > MODELS_NAMED ? ', …' : ''}`,
    );
  }
  if (option === undefined) await asked(agent.request<unknown>('session/set_model', { sessionId, modelId: wanted }));
  else await asked(agent.request<unknown>(AGENT_METHODS.session_set_config_option, { sessionId, configId: option.id, value: wanted }));
  return wanted;
}

function valuesOf(options: NonNullable<NonNullable<Session['configOptions']>[number]['options']>): readonly string[] {
  return options.flatMap((one) => ('value' in one ? [one.value] : one.options.map(({ value }) => value)));
}

/** Waits for an answer; an error of the agent becomes one of ours. */
async function asked(answer: Promise<unknown>, initialized?: Initialized): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof RequestError)) throw error;
    if (error.code === AUTH_REQUIRED) throw new AgentError(loginWords(error, initialized));
    throw new AgentError(`it refused to open a conversation: ${errorWords(error)}`);
  }
}

function loginWords(error: RequestError, initialized: Initialized | undefined): string {
  const ways = (initialized?.authMethods ?? []).map(({ name, description }) =>
    description ? `${words(name)} (${words(description)})` : words(name),
  );
  const how = ways.length === 0 ? 'start it by itself once and log in' : `start it by itself once and log in: ${ways.join('; ')}`;
  return `it wants somebody to log in first (${errorWords(error)}); ${how}`;
}

/** An agent's error in its own words, escaped and cut; many say what is wrong only in the details. */
export function errorWords({ message, data }: RequestError): string {
  const details = isRecord(data) ? (data['details'] ?? data['message']) : data;
  return words(typeof details === 'string' && details !== '' && details !== message ? `${message}: ${details}` : message);
}

function words(text: string): string {
  return visible(text.length > MAX_WORDS ? `${text.slice(0, MAX_WORDS)}…` : text);
}

function checked<S extends z.ZodType>(schema: S, answer: unknown, method: string): z.output<S> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new AgentError(`its answer to "${method}" is not one of the Agent Client Protocol; install a tested version of it`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

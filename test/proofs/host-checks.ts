import assert from 'node:assert/strict';
import * as z from 'zod';
import { tools } from '../../src/tools/index.ts';
import type { HostRun } from './host-run.ts';
import { type Facts, follow, resultOf, type Step, TOOL_PREFIX } from './host-script.ts';

export interface Check {
  readonly name: string;
  /** Why it does not hold. */
  readonly miss?: string;
}

export interface Expectation {
  readonly steps: readonly Step[];
  readonly facts: Facts;
  readonly era: 'legacy' | 'modern';
}

const MISS_SHOWN = 2_000;

const connected = z.looseObject({
  subtype: z.literal('init'),
  mcp_servers: z.array(z.looseObject({ name: z.string(), status: z.string() })),
});
const finished = z.looseObject({ type: z.literal('result'), subtype: z.string(), is_error: z.boolean() });

/** The protocol revision that the host's log names. */
export function revisionOf({ log }: HostRun): string {
  return /"negotiatedProtocolVersion":"([^"]*)"/.exec(log)?.[1] ?? 'unknown';
}

/** What the model received, what is on disk, what the host said of it, and what is left. */
export function checksOf(run: HostRun, expectation: Expectation): readonly Check[] {
  return [
    ...ofConnection(run, expectation),
    ...ofConversation(run, expectation),
    ...ofTraces(run, expectation),
    ...ofEnd(run, expectation),
  ];
}

function ofConnection(run: HostRun, { era }: Expectation): readonly Check[] {
  const init = eventsOf(run).flatMap((event) => connected.safeParse(event).data ?? [])[0];
  const servers = init?.mcp_servers.map(({ name, status }) => ({ name, status }));
  const offered = run.received.tools.map(({ name }) => name).filter((name) => name.startsWith(TOOL_PREFIX));
  const revision = revisionOf(run);
  return [
    check('the host is connected', () => assert.deepEqual(servers, [{ name: 'bailiwick', status: 'connected' }])),
    check(`it speaks the ${era} protocol`, () =>
      // Where the machine is so busy that the server takes over 2 s to start, the host falls back to the legacy era.
      assert.ok(revision !== 'unknown' && revision >= '2026-07-28' === (era === 'modern'), revision),
    ),
    check('the model is offered every tool', () =>
      assert.deepEqual(offered.sort(), tools.map(({ name }) => `${TOOL_PREFIX}${name}`).sort()),
    ),
    check('the model is told how to use them', () => assert.match(run.received.prompt, /^## bailiwick\n(?:.+\n)*.*Sandbox: none/m)),
    check('the host complains about nothing', () => assert.deepEqual(complaintsOf(run), [])),
  ];
}

function ofConversation({ received }: HostRun, { steps }: Expectation): readonly Check[] {
  const { settled } = follow(steps, received.exchanges);
  return steps.map((step, index) =>
    check(step.name, () => {
      const exchange = settled[index]?.exchange;
      assert.ok(exchange, 'the host never came this far');
      const result = resultOf(exchange);
      assert.ok(!exchange.isError && typeof result === 'object' && result !== null, exchange.text);
      assert.partialDeepStrictEqual(result, step.expected, `got ${exchange.text}\n expected at least ${JSON.stringify(step.expected)}`);
    }),
  );
}

function ofTraces({ made, inIndex, questions }: HostRun, { facts }: Expectation): readonly Check[] {
  return [
    check('the child made its file', () => assert.equal(made, facts.made.content)),
    check('only what was approved changed the index', () => assert.equal(inIndex, `${facts.tracked.path}\n`)),
    check('the questions named the commands', () =>
      assert.deepEqual(
        questions.map((question) => question.match(/"message":"(.*?)\\n/)?.[1]),
        [facts.allowed, facts.refused, facts.stubborn.command],
      ),
    ),
  ];
}

function ofEnd(run: HostRun, { facts }: Expectation): readonly Check[] {
  const result = eventsOf(run).flatMap((event) => finished.safeParse(event).data ?? [])[0];
  const told = { exitCode: run.exitCode, subtype: result?.subtype, isError: result?.is_error };
  const { running, left } = run;
  return [
    check('the host ends well', () =>
      assert.deepEqual(told, { exitCode: 0, subtype: 'success', isError: false }, JSON.stringify({ ...told, stderr: run.stderr })),
    ),
    check('the server ends before it is killed', () => {
      assert.match(endingOf(run), /closed after \S+ \(cleanly\)/);
      assert.doesNotMatch(endingOf(run), /SIGKILL/);
    }),
    ...(running === undefined || left === undefined
      ? []
      : [
          check('no process is left, though one was running', () => {
            assert.ok(
              running.some(({ command }) => command.includes(facts.stubborn.command)),
              `the second child was not among ${JSON.stringify(running)}`,
            );
            assert.deepEqual(left, []);
          }),
        ]),
  ];
}

/** What the host's log says about the end of the server. */
function endingOf({ log }: HostRun): string {
  const lines = log.split('\n');
  const from = lines.findIndex((line) => /server "bailiwick": Sending SIG/.test(line));
  return from === -1 ? 'the host never ended it' : lines.slice(from).join('\n');
}

/** Warnings and errors about us in the host's log. */
function complaintsOf({ log }: HostRun): readonly string[] {
  return log.split('\n').filter((line) => /\[(?:WARN|ERROR)\].*server "bailiwick"/i.test(line));
}

function eventsOf({ stdout }: HostRun): readonly unknown[] {
  // The last line of a host that was killed is cut.
  const lines = stdout.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
  return lines.map((line) => JSON.parse(line));
}

function check(name: string, holds: () => void): Check {
  try {
    holds();
    return { name };
  } catch (error) {
    return { name, miss: (error instanceof Error ? error.message : String(error)).slice(0, MISS_SHOWN) };
  }
}

// SPDX-License-Identifier: Apache-2.0
import { isSottoError } from '../protocol/errors.ts';
import type { RefusedAttempt } from './outcome.ts';
import type { Stage } from './stage.ts';

/** Everything that must be refused, by the name the summary gives it. */
export const ATTEMPTS = [
  'more than the balance',
  'more than the trade limit',
  "more than the desk's day",
  'off the collar',
  'stale prices',
  'state spent twice',
  'revoked member',
  'two side-0 halves',
  "a withdrawal without the exit authority's signature",
] as const;

export type AttemptName = (typeof ATTEMPTS)[number];

/** Nobody refused what had to be refused. */
export class AcceptedError extends Error {}

export interface Trial {
  attempt: AttemptName;
  /** What is tried, in a sentence. */
  story: string;
  /** What an honest client says to it before it proves anything; must throw. Undefined: it has no say. */
  client?: () => Promise<unknown>;
  /** The same without a client's checks: returns who refused and how, or throws AcceptedError. */
  real: () => Promise<Pick<RefusedAttempt, 'by' | 'reason'>>;
}

/** Makes an attempt for real, and notes how it ended. */
export async function attempt(stage: Stage, { attempt: name, story, client, real }: Trial): Promise<void> {
  const { terminal, outcome } = stage;
  terminal.line();
  terminal.say(`${terminal.style('bold', name[0]!.toUpperCase() + name.slice(1))}. ${story}`, '  ');
  try {
    const said = client === undefined ? undefined : await refusalOf(client);
    const { by, reason } = await terminal.progress('Tried without the client’s checks', real);
    if (said !== undefined) terminal.item(`client: ${said}`);
    terminal.item(`${terminal.style('green', `${by} refuses`)}: ${reason}`);
    outcome.refused.push({ attempt: name, by, reason });
  } catch (error) {
    if (!(error instanceof AcceptedError)) throw error;
    outcome.accepted.push(name);
    terminal.item(terminal.style('red', `ACCEPTED: ${error.message}`));
  }
}

/** What a client's check says, with the owner's figures; AcceptedError if it lets the action pass. */
async function refusalOf(action: () => Promise<unknown>): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (isSottoError(error)) return `${error.code}. ${error.explain()}`;
    throw error;
  }
  throw new AcceptedError('the client’s own check let it pass');
}

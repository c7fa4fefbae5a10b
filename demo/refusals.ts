// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { settle } from '../client/actions/settle.ts';
import type { Half } from '../client/half.ts';
import { isSottoError } from '../protocol/errors.ts';
import type { CircuitInputs } from '../protocol/provingEngine.ts';
import { AcceptedError } from './attempts.ts';
import type { RefusedAttempt } from './outcome.ts';
import type { Stage } from './stage.ts';

type Refusal = Pick<RefusedAttempt, 'by' | 'reason'>;

/** The circuit's refusal of inputs, naming the constraint that cannot hold. */
export async function circuitRefusal(stage: Stage, inputs: CircuitInputs): Promise<Refusal> {
  try {
    await stage.engine.prove('trade', inputs);
  } catch (error) {
    if (!isSottoError(error, 'WITNESS_UNSATISFIED')) throw error;
    return { by: 'circuit', reason: `no proof exists; ${brokenConstraint(error.message)}` };
  }
  throw new AcceptedError('the circuit gave a proof');
}

/** The contract's refusal of a pair of halves: it skips the trade, or reverts. */
export async function settleRefusal(stage: Stage, pair: readonly [Half, Half]): Promise<Refusal> {
  const { connection, batcher } = stage;
  try {
    const { outcomes } = await settle({ connection, signer: batcher, pairs: [pair] });
    const skipped = outcomes[0]?.skipped;
    if (skipped !== undefined)
      return { by: 'contract', reason: `settle skips it, ${skipped.reason}: ${skipped.words}` };
  } catch (error) {
    return contractRefusal(error);
  }
  throw new AcceptedError('the contract settled it');
}

/** The reason in an error of a transaction that a contract reverted; throws the error if it is another. */
export function contractRefusal(error: unknown): Refusal {
  if (!isSottoError(error)) throw error;
  return { by: 'contract', reason: `the transaction reverts, ${error.code}: ${error.message}` };
}

/** The line of the circuit that the witness program stopped at: its last word is the outermost template's. */
function brokenConstraint(message: string): string {
  const line = [...message.matchAll(/Trade_\d+ line: (\d+)/g)].at(-1)?.[1];
  if (line === undefined) return message;
  const source = readFileSync(new URL('../circuits/trade.circom', import.meta.url), 'utf8').split('\n');
  return `trade.circom line ${line} cannot hold: ${source[Number(line) - 1]!.trim()}`;
}

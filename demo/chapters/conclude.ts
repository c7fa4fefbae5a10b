// SPDX-License-Identifier: Apache-2.0
import { ATTEMPTS } from '../attempts.ts';
import { failuresOf } from '../outcome.ts';
import type { Stage } from '../stage.ts';

/** What held and what did not, in a few lines. */
export function conclude({ terminal, outcome, bars, meter }: Stage): void {
  const { settled, planned, refused, solvent, restored } = outcome;
  const byCircuit = refused.filter(({ by }) => by === 'circuit').length;
  terminal.heading('In short');
  terminal.item(
    `${settled} of ${planned} block trades settled, ${bars.simulated ? 'at SIMULATED prices' : 'at real prices'}`,
  );
  terminal.item(
    `${refused.length} of ${ATTEMPTS.length} forbidden attempts refused: ${byCircuit} by the circuit, ${refused.length - byCircuit} by the contract`,
  );
  terminal.item(solvent ? 'the books hold exactly what is owed' : 'THE BOOKS DO NOT ADD UP');
  terminal.item(restored ? 'a desk restored from its phrase alone' : 'THE DESK WAS NOT RESTORED');
  terminal.item(`${meter.proofs} proofs made on this machine`);
  const failures = failuresOf(outcome, ATTEMPTS);
  terminal.line();
  if (failures.length === 0) terminal.line(terminal.style('green', 'Everything held.'));
  for (const failure of failures) terminal.line(terminal.style('red', `Did not hold: ${failure}`));
}

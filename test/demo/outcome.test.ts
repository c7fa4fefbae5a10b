// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { AcceptedError, attempt } from '../../demo/attempts.ts';
import { createMeter, median } from '../../demo/meter.ts';
import { emptyOutcome, failuresOf, type Outcome, summaryOf } from '../../demo/outcome.ts';
import type { Stage } from '../../demo/stage.ts';
import { createTerminal } from '../../demo/terminal.ts';
import { SottoError } from '../../protocol/errors.ts';

const good: Outcome = {
  ...{ planned: 3, settled: 3, accepted: [], solvent: true, restored: true },
  refused: [{ attempt: 'a', by: 'circuit', reason: 'no proof' }],
};

function quietStage(): Stage {
  const terminal = createTerminal({ write: () => true });
  return { terminal, outcome: emptyOutcome() } as unknown as Stage;
}

test('failures_areEmptyOnlyWhenEverythingHeld', () => {
  expect(failuresOf(good, ['a'])).toEqual([]);
  expect(failuresOf({ ...good, settled: 2 }, ['a'])).toEqual(['2 of 3 trades settled']);
  expect(failuresOf({ ...good, settled: 0, planned: 0 }, ['a'])).toHaveLength(1);
  expect(failuresOf({ ...good, solvent: false }, ['a'])).toHaveLength(1);
  expect(failuresOf({ ...good, restored: false }, ['a'])).toHaveLength(1);
  expect(failuresOf(good, ['a', 'b'])).toEqual(['never attempted: b']);
  expect(failuresOf({ ...good, accepted: ['b'] }, ['a', 'b'])).toEqual([
    'accepted, but had to be refused: b',
  ]);
});

test('attempt_notesWhoRefused', async () => {
  const stage = quietStage();
  await attempt(stage, {
    attempt: 'off the collar',
    story: 'A try.',
    client: () => Promise.reject(new SottoError('COLLAR_EXCEEDED')),
    real: async () => ({ by: 'circuit', reason: 'no proof' }),
  });
  expect(stage.outcome.refused).toEqual([{ attempt: 'off the collar', by: 'circuit', reason: 'no proof' }]);
  expect(stage.outcome.accepted).toEqual([]);
});

test('attempt_thatNobodyRefusesIsAFailure', async () => {
  const stage = quietStage();
  const trial = { attempt: 'off the collar', story: 'A try.' } as const;
  const accepted = () => Promise.reject(new AcceptedError('the circuit gave a proof'));
  await attempt(stage, { ...trial, real: accepted });
  // An honest client that lets it pass is a failure too, whatever the circuit says.
  await attempt(stage, {
    ...trial,
    client: async () => 'a half',
    real: async () => ({ by: 'circuit', reason: 'no' }),
  });
  expect(stage.outcome.accepted).toEqual(['off the collar', 'off the collar']);
  expect(stage.outcome.refused).toEqual([]);
});

test('attempt_doesNotTakeAnotherErrorForARefusal', async () => {
  const broken = new Error('the node is down');
  const trial = { attempt: 'off the collar', story: 'A try.', real: () => Promise.reject(broken) } as const;
  await expect(attempt(quietStage(), trial)).rejects.toBe(broken);
  const wrong = { ...trial, client: () => Promise.reject(broken) };
  await expect(attempt(quietStage(), wrong)).rejects.toBe(broken);
});

test('meter_givesMedians', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5]);
  const meter = createMeter();
  for (const used of [100n, 300n, 200n]) meter.gas('settle', used);
  meter.proof('trade', { prove: 1500, witness: 100 });
  expect(summaryOf({ outcome: good, meter, bars: { simulated: false } })).toEqual({
    settled: 3,
    refused: [{ attempt: 'a', reason: 'circuit: no proof' }],
    ...{ solvent: true, restored: true, gas: { settle: 200 }, proveMs: { trade: 1500 }, prices: 'real' },
  });
  expect(meter.proofs).toBe(1);
});

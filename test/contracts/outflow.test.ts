// SPDX-License-Identifier: Apache-2.0
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deploy, ethers, eventsOf, mined, moveTo, nextBlockAt, now } from './support/chain.ts';
import { POLICY, SETTINGS } from './support/venueKit.ts';

/** A movement of tokens, and custody just before it. Delayed exits leave too, but not "at once". */
interface Movement {
  time: number;
  kind: 'deposit' | 'payout' | 'exit';
  amount: bigint;
  custody: bigint;
}

type Step =
  | { act: 'wait'; seconds: number }
  | { act: 'deposit'; amount: bigint }
  /** Pays `bps` of what the limit still allows; 10000 is all of it. */
  | { act: 'drain'; bps: bigint }
  | { act: 'pay'; amount: bigint }
  | { act: 'claim' };

const WINDOW = 3_600;
const EXIT_DELAY = 3_600;
const [owner] = await ethers.getSigners();

async function harness(outflowShareBps: number) {
  const token = await deploy('TestToken');
  const delays = { exitDelay: EXIT_DELAY, pausedExitDelay: EXIT_DELAY };
  const limits = { outflowWindow: WINDOW, outflowShareBps };
  const config = { owner, guardian: owner, firstPolicy: POLICY, ...SETTINGS, ...limits, ...delays };
  const custody = await deploy('CustodyHarness', [token], config);
  await mined(token.mint(owner, 10n ** 40n));
  await mined(token.approve(custody, 10n ** 40n));
  return custody;
}

async function play(custody: Awaited<ReturnType<typeof harness>>, steps: Step[]): Promise<Movement[]> {
  const movements: Movement[] = [];
  let time = await now();
  const waiting: { id: bigint; at: number; amount: bigint }[] = [];
  for (const step of steps) {
    if (step.act === 'wait') {
      time += step.seconds;
      continue;
    }
    // What the limit allows is asked of an empty block, one second earlier.
    await moveTo(++time);
    time += 1;
    const before: bigint = (await custody.book(0)).custody;
    await nextBlockAt(time);
    if (step.act === 'deposit') {
      await mined(custody.take(0, step.amount));
      movements.push({ time, kind: 'deposit', amount: step.amount, custody: before });
    } else if (step.act === 'claim') {
      const due = waiting.findIndex(({ at }) => at + EXIT_DELAY <= time);
      if (due < 0) continue;
      const [{ id, amount }] = waiting.splice(due, 1) as [(typeof waiting)[number]];
      await mined(custody.claimExit(id));
      movements.push({ time, kind: 'exit', amount, custody: before });
    } else {
      const amount = step.act === 'pay' ? step.amount : await allowed(custody, step.bps);
      if (amount === 0n || amount > before - waiting.reduce((sum, exit) => sum + exit.amount, 0n)) continue;
      await nextBlockAt(time);
      const receipt = await mined(custody.pay(0, owner, amount));
      const [delayed] = eventsOf(receipt, custody, 'ExitDelayed');
      if (delayed === undefined) movements.push({ time, kind: 'payout', amount, custody: before });
      else waiting.push({ id: delayed.args.id as bigint, at: time, amount });
    }
  }
  return movements;
}

async function allowed(custody: Awaited<ReturnType<typeof harness>>, bps: bigint): Promise<bigint> {
  const [level, capacity] = (await custody.outflow(0)) as [bigint, bigint];
  return level < capacity ? ((capacity - level) * bps) / 10_000n : 0n;
}

/** The largest net outflow at once in any window, over what the limit allows, in parts of a million. */
function worstWindow(movements: Movement[], shareBps: number): bigint {
  let worst = 0n;
  for (const [i, first] of movements.entries()) {
    let net = 0n;
    for (const { time, kind, amount } of movements.slice(i)) {
      if (time - first.time > WINDOW) break;
      if (kind === 'payout') net += amount;
      if (kind === 'deposit') net -= amount;
      if (net <= 0n) continue;
      expect(net * 10_000n).toBeLessThanOrEqual(BigInt(shareBps) * first.custody);
      const used = (net * 10_000n * 1_000_000n) / (BigInt(shareBps) * first.custody);
      if (used > worst) worst = used;
    }
  }
  return worst;
}

const amount = fc.oneof(
  fc.bigInt({ min: 1n, max: 1_000n }),
  fc.bigInt({ min: 10n ** 9n, max: 10n ** 12n }),
  fc.bigInt({ min: 10n ** 20n, max: 10n ** 21n }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ act: fc.constant('wait'), seconds: fc.integer({ min: 0, max: 2_700 }) }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('deposit'), amount }) },
  {
    weight: 4,
    arbitrary: fc.record({ act: fc.constant('drain'), bps: fc.constantFrom(10_000n, 5_000n, 100n) }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('pay'), amount }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('claim') }) },
) as fc.Arbitrary<Step>;

it('outflowAtOnce_staysWithinTheShareInEveryWindow', async () => {
  const stories = fc.tuple(
    fc.constantFrom(1, 500, 2_000, 9_999, 10_000),
    fc.array(step, { minLength: 20, maxLength: 60 }),
  );
  let [payouts, exits] = [0, 0];
  const holds = fc.asyncProperty(stories, async ([shareBps, steps]) => {
    const custody = await harness(shareBps);
    const movements = await play(custody, [{ act: 'deposit', amount: 10n ** 12n }, ...steps]);
    worstWindow(movements, shareBps);
    payouts += movements.filter(({ kind }) => kind === 'payout').length;
    exits += movements.filter(({ kind }) => kind === 'exit').length;
  });
  await fc.assert(holds, { seed: 7, numRuns: 40, endOnFailure: true });
  // Stories without payouts and delayed exits would show nothing.
  expect(payouts).toBeGreaterThan(100);
  expect(exits).toBeGreaterThan(10);
});

it('outflowAtOnce_letsAGreedyDrainTakeNearlyTheWholeShare', async () => {
  const custody = await harness(2_000);
  const drain: Step[] = Array.from({ length: 60 }, () => [
    { act: 'wait' as const, seconds: 59 },
    { act: 'drain' as const, bps: 10_000n },
  ]).flat();
  const movements = await play(custody, [
    { act: 'deposit', amount: 10n ** 18n },
    { act: 'wait', seconds: 9_000 },
    ...drain,
  ]);
  const used = worstWindow(movements, 2_000);
  // Custody shrinks as it is drained, so a little less than the share.
  expect(used).toBeGreaterThan(840_000n);
});

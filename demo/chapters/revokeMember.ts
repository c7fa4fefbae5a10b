// SPDX-License-Identifier: Apache-2.0
import { proveHalf } from '../../client/actions/proveHalf.ts';
import { verifyHalf } from '../../client/actions/verifyHalf.ts';
import { proveWithdraw } from '../../client/actions/withdraw.ts';
import { VENUE } from '../../client/chain/interfaces.ts';
import { sendTransaction } from '../../client/chain/sendTransaction.ts';
import type { Half } from '../../client/half.ts';
import { buildUpdate, revoke } from '../../client/registrar/buildUpdate.ts';
import { publishUpdate } from '../../client/registrar/publishUpdate.ts';
import { signUpdate } from '../../client/registrar/signUpdate.ts';
import type { Terms } from '../../protocol/terms.ts';
import { AcceptedError, attempt } from '../attempts.ts';
import { atBenchmark, marketOf, termsBetween } from '../beyond.ts';
import { REGISTRAR_THRESHOLD } from '../cast.ts';
import { money } from '../format.ts';
import { circuitRefusal, contractRefusal, settleRefusal } from '../refusals.ts';
import { type Actor, actorOf, noteGas, type Stage, syncAll } from '../stage.ts';
import { uncheckedHalf } from '../uncheckedHalf.ts';
import { proveBoth } from './settleBlotter.ts';

const LEAVER = 'NORDVIK';
const OTHER = 'HALCYON';
const LEAVES_WITH = ['EUR', '20000000'] as const;

/** A trade is agreed and proven; then one side loses its credential. It can't trade any more, and can still leave. */
export async function revokeMember(stage: Stage): Promise<void> {
  const { terminal, rounds } = stage;
  terminal.line();
  await rounds.postNow();
  await syncAll(stage);
  const { member } = actorOf(stage, LEAVER);
  const terms = termsBetween(stage, LEAVER, OTHER, atBenchmark(marketOf(member.view, 'EUR', 'BTC')));
  const pair = await proveBoth(stage, 'one more trade', terms, [LEAVER, OTHER]);
  await refuseTwoMakers(stage, terms, pair);
  await refuseRevoked(stage, terms, pair);
  await refuseUnsignedExit(stage);
}

async function refuseTwoMakers(
  stage: Stage,
  terms: Terms,
  [maker, taker]: readonly [Half, Half],
): Promise<void> {
  const { view } = actorOf(stage, OTHER).member;
  await attempt(stage, {
    attempt: 'two side-0 halves',
    story: `${LEAVER} sends its maker's half twice, so that it is paid and nobody pays; then it swaps the labels of both sides.`,
    client: () => verifyHalf({ view, engine: stage.engine, half: maker, expected: { terms, side: 1 } }),
    real: async () => {
      const twice = await settleRefusal(stage, [maker, maker]);
      const swapped = await settleRefusal(stage, [
        { ...taker, side: 0 },
        { ...maker, side: 1 },
      ]);
      return { by: 'contract', reason: `${twice.reason}; with the labels swapped, ${swapped.reason}` };
    },
  });
}

async function refuseRevoked(stage: Stage, terms: Terms, pair: readonly [Half, Half]): Promise<void> {
  const { terminal } = stage;
  const { member, desk } = actorOf(stage, LEAVER);
  const { view, secrets } = member;
  const own = await member.credentials.inSlot(view, desk.slot);
  const state = await desk.requireState(view);
  await terminal.progress(`Two of three registrars: take away ${LEAVER}'s credential`, () =>
    takeAway(stage, desk.slot),
  );
  await attempt(stage, {
    attempt: 'revoked member',
    story: `The halves were proven before. ${LEAVER} sends them now; then it proves for the registry's new root.`,
    client: () => proveHalf(member, { desk, terms }),
    real: async () => {
      const before = await settleRefusal(stage, pair);
      const snapshot = view.latestSnapshot();
      const after = await circuitRefusal(
        stage,
        uncheckedHalf({ view, secrets, state, own, terms, snapshot }).inputs,
      );
      return {
        by: before.by,
        reason: `${before.reason}; for the new root the circuit refuses, ${after.reason}`,
      };
    },
  });
}

async function takeAway(stage: Stage, slot: number): Promise<void> {
  const { connection, registrars, batcher, inserterView } = stage;
  await syncAll(stage);
  const update = await buildUpdate(inserterView, [revoke(slot)]);
  const signing = registrars.slice(1, 1 + REGISTRAR_THRESHOLD);
  const signatures = await Promise.all(signing.map((signer) => signUpdate(connection, update, signer)));
  await noteGas(stage, 'revoke', await publishUpdate({ connection, update, signatures, signer: batcher }));
  await syncAll(stage);
}

/** The same proven withdrawal is sent twice: first as a thief with the phrase could send it, then with the signature. */
async function refuseUnsignedExit(stage: Stage): Promise<void> {
  const actor = actorOf(stage, LEAVER);
  const { member, desk, exitAuthority } = actor;
  const [asset, amount] = LEAVES_WITH;
  const payout = { desk, asset, amount, recipient: await actor.wallet.getAddress() };
  let proven: Awaited<ReturnType<typeof proveWithdraw>> | undefined;
  await attempt(stage, {
    attempt: "a withdrawal without the exit authority's signature",
    story: `${LEAVER}'s phrase is stolen. The thief proves a withdrawal, but has not the key of the desk's exit authority.`,
    client: () => proveWithdraw(member, payout),
    real: async () => {
      proven = await proveWithdraw(member, { ...payout, authorization: exitAuthority });
      const unsigned = { ...proven.authorization, signature: '0x' };
      try {
        await sendWithdrawal(stage, actor, [proven.submission, unsigned]);
      } catch (error) {
        return contractRefusal(error);
      }
      throw new AcceptedError('the contract paid');
    },
  });
  await leave(stage, actor, proven);
}

async function leave(
  stage: Stage,
  actor: Actor,
  proven: Awaited<ReturnType<typeof proveWithdraw>> | undefined,
): Promise<void> {
  const { terminal } = stage;
  if (proven === undefined) return;
  const [symbol] = LEAVES_WITH;
  const amount = money(
    actor.member.view.assets,
    actor.member.view.assets.get(symbol).slot,
    proven.submission.amount as bigint,
  );
  terminal.line();
  terminal.say(
    `${LEAVER} itself leaves: a withdrawal needs no credential, only the exit authority's signature.`,
    '  ',
  );
  const { gasUsed, logs } = await terminal.progress(`${LEAVER}: withdraw ${amount}, signed`, () =>
    sendWithdrawal(stage, actor, [proven.submission, proven.authorization]),
  );
  stage.meter.gas('withdraw', gasUsed);
  await syncAll(stage);
  const delayed = logs.map((log) => VENUE.parseLog(log)).find((event) => event?.name === 'ExitDelayed');
  if (delayed == null) return;
  terminal.say(
    'It is a large part of what the venue holds of that asset, so it waits a day before it is paid. Nobody can cancel ' +
      'it; the delay gives everybody time to see that something large is leaving.',
    '  ',
  );
}

function sendWithdrawal(stage: Stage, { wallet }: Actor, args: readonly unknown[]) {
  const { connection } = stage;
  return sendTransaction({
    connection,
    signer: wallet,
    to: connection.venue,
    abi: VENUE,
    name: 'withdraw',
    args,
  });
}

// SPDX-License-Identifier: GPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { accountHash } from '../../protocol/account.ts';
import { addressToField } from '../../protocol/address.ts';
import { FIELD_ORDER } from '../../protocol/field.ts';
import type { CircuitName, PublicVectors } from '../../protocol/generated/circuits.ts';
import { CIRCUIT_NAMES, VECTOR_LAYOUTS } from '../../protocol/generated/circuits.ts';
import { assertTradeAllowed } from '../../protocol/policy.ts';
import { priceFromDollars } from '../../protocol/price.ts';
import type { CircuitInputs } from '../../protocol/provingEngine.ts';
import { dayKeyOf, recordKey, sealRecord } from '../../protocol/record.ts';
import type { Side, Terms } from '../../protocol/terms.ts';
import { legOf, tradeHash } from '../../protocol/terms.ts';
import { openAccount } from '../../protocol/transition.ts';
import { encodeVector, foldVector } from '../../protocol/vector.ts';
import { buildCircuits } from '../../scripts/buildCircuits.ts';
import { Random } from '../circuits/support/random.ts';
import { Unsatisfied, WitnessCalculator } from '../circuits/support/witness.ts';
import type { Story } from './support/story.ts';
import { act, CHAIN_ID, credentialInputs, dateOf, drawStory, publicRecord, VENUE } from './support/story.ts';

/** A public vector by name, and the rest of the witness. */
interface Case {
  publics: Record<string, bigint | readonly bigint[]>;
  privates: CircuitInputs;
}

const ROUNDS = 4;
/** Elements that circuits compute and therefore do not take as inputs. */
const COMPUTED = ['nullifier', 'account', 'recordTag', 'recordSiv', 'ciphertext'];
const place = { chainId: CHAIN_ID, venue: addressToField(VENUE) };

const draw: Record<CircuitName, (random: Random) => Case> = {
  open: drawOpen,
  deposit: drawDeposit,
  withdraw: drawWithdraw,
  refresh: drawRefresh,
  trade: drawTrade,
  insert: drawInsert,
};

describe.each(CIRCUIT_NAMES)('%s', (circuit) => {
  let calculator: WitnessCalculator;

  beforeAll(async () => {
    await buildCircuits();
    const wasm = readFileSync(new URL(`../../build/circuits/${circuit}.wasm`, import.meta.url));
    calculator = new WitnessCalculator(wasm);
  });

  test('circuit_acceptsWhatTheProtocolFolderComputes', () => {
    for (let round = 0; round < ROUNDS; round++) {
      const drawn = draw[circuit](new Random(1000 * CIRCUIT_NAMES.indexOf(circuit) + round));
      const x = vectorOf(circuit, drawn);
      const witness = calculator.calculate(inputsOf(circuit, drawn, x));
      const { h, rho, y } = foldVector(circuit, x);
      expect(witness.slice(1, 4)).toEqual([h, rho, y]);
    }
  });

  test('circuit_refusesAVectorWithAnyOtherElement', () => {
    const drawn = draw[circuit](new Random(7));
    const x = vectorOf(circuit, drawn);
    // The 64 leaves of a batch are all used alike: the first ones stand for them.
    for (let i = 0; i < Math.min(x.length, 40); i++) {
      const altered = x.with(i, ((x[i] + 1n) % FIELD_ORDER) as never);
      const inputs = { ...inputsOf(circuit, drawn, x), ...foldVector(circuit, altered) };
      expect(() => calculator.calculate(inputs), `element ${i}`).toThrow(Unsatisfied);
    }
  });
});

function vectorOf(circuit: CircuitName, { publics }: Case) {
  return encodeVector(circuit, publics as unknown as PublicVectors[CircuitName] as never);
}

function inputsOf(circuit: CircuitName, { publics, privates }: Case, x: readonly bigint[]): CircuitInputs {
  const given = VECTOR_LAYOUTS[circuit].filter(({ name }) => !COMPUTED.includes(name));
  const signals = Object.fromEntries(given.map(({ name }) => [name, publics[name]]));
  return { ...signals, ...privates, ...foldVector(circuit, x) };
}

function drawOpen(random: Random): Case {
  const story = drawStory(random);
  const { secrets, rotation, desk, day, credential, credentials, jurisdictions } = story;
  const { member } = secrets;
  const [exitAuthority, blinding] = [random.bits(160), secrets.blinding(desk, 1)];
  const { viewCommit } = credential;
  const opened = openAccount({ member, viewCommit, exitAuthority, desk, day, blinding });
  const key = recordKey(dayKeyOf(secrets.viewSecret(rotation), member, desk, day), 0);
  const record = sealRecord(key, { kind: 'open', member, desk, exitAuthority });
  return {
    publics: {
      ...{ ...place, ...dateOf(day), nullifier: secrets.nullifier(desk, 0), account: accountHash(opened) },
      ...{ credentialRoot: credentials.root(), jurisdictions, ...publicRecord(record) },
    },
    privates: {
      ...{ spendSecret: secrets.spendSecret, viewSecret: secrets.viewSecret(rotation), desk: BigInt(desk) },
      ...{ exitAuthority, ...credentialInputs(story) },
    },
  };
}

function drawDeposit(random: Random): Case {
  const story = drawStory(random, true);
  const { secrets, desk, day, credential, credentials, accounts, jurisdictions } = story;
  const [takeAsset, takeAmount] = [random.below(16), 1n + random.bits(110)];
  const message = { kind: 'deposit', member: secrets.member, desk, takeAsset, takeAmount } as const;
  const { publics, privates } = act(story, message, { day, viewCommit: credential.viewCommit });
  return {
    publics: {
      ...{ ...place, ...dateOf(day), ...publics, accountRoot: accounts.root(), jurisdictions },
      ...{ credentialRoot: credentials.root(), asset: BigInt(takeAsset), amount: takeAmount },
      payer: random.bits(160),
    },
    privates: { ...privates, ...credentialInputs(story) },
  };
}

function drawWithdraw(random: Random): Case {
  const story = drawStory(random);
  const { secrets, desk, day, account, accounts } = story;
  const giveAsset = random.below(16);
  const giveAmount = random.pick([0n, random.bits(80), account.balances[giveAsset]]);
  const newExitAuthority = random.bits(160);
  const message = { kind: 'withdraw', member: secrets.member, desk, giveAsset, giveAmount } as const;
  const acted = act(
    story,
    { ...message, exitAuthority: newExitAuthority },
    { day, exitAuthority: newExitAuthority },
  );
  const { exitAuthority, ...privates } = acted.privates;
  return {
    publics: {
      ...{ ...place, ...dateOf(day), ...acted.publics, accountRoot: accounts.root() },
      ...{
        asset: BigInt(giveAsset),
        amount: giveAmount,
        recipient: random.bits(160),
        relayer: random.bits(160),
      },
      ...{ relayerFee: random.bits(60), exitAuthority: exitAuthority as bigint, newExitAuthority },
    },
    privates,
  };
}

function drawRefresh(random: Random): Case {
  const story = drawStory(random);
  const { secrets, desk, day, accounts } = story;
  const fee = random.pick([0n, random.bits(60)]);
  const { publics, privates } = act(story, { kind: 'refresh', member: secrets.member, desk, fee }, { day });
  const rest = { accountRoot: accounts.root(), fee, beneficiary: random.bits(160) };
  return { publics: { ...place, ...dateOf(day), ...publics, ...rest }, privates };
}

function drawTrade(random: Random): Case {
  const story = drawStory(random, true);
  const { secrets, desk, day, account, credential, credentials, accounts, jurisdictions } = story;
  const side = random.below(2) as Side;
  const { terms, prices, collarBps } = drawTerms(random, secrets.member, side);
  const fee = random.bits(30);
  const { counterparty, ...leg } = legOf(terms, side);
  const { agreementHash, salt, deadline } = terms;
  const message = {
    ...({ kind: 'trade', member: secrets.member, desk, side, counterparty, ...leg } as const),
    ...{ agreementHash, salt, deadline, fee },
  };
  const volume = account.day === day ? account.volume : 0n;
  const addedVolume = assertTradeAllowed({ terms, prices, collarBps, credential, volume });
  const { publics, privates } = act(story, message, { day, addedVolume, viewCommit: credential.viewCommit });
  return {
    publics: {
      ...{
        ...place,
        ...dateOf(day),
        ...publics,
        accountRoot: accounts.root(),
        credentialRoot: credentials.root(),
      },
      ...{
        tradeHash: tradeHash(terms),
        side: BigInt(side),
        deadline: BigInt(deadline),
        fee,
        prices,
        jurisdictions,
      },
      ...{ beneficiary: random.bits(160), collarBps: BigInt(collarBps) },
    },
    privates: { ...privates, ...credentialInputs(story), ...termsInputs(terms) },
  };
}

/** Some eight-decimal asset for one of six decimals, off the benchmark by less than the collar. */
function drawTerms(random: Random, member: bigint, side: Side) {
  const makerGives = random.below(16);
  const takerGives = (makerGives + 1 + random.below(15)) % 16;
  const makerAmount = 1n + random.bits(36);
  const dollars = 100 + random.below(60_000);
  const collarBps = 200;
  const takerAmount = (makerAmount * BigInt(dollars) * BigInt(9_950 + random.below(100))) / 1_000_000n;
  const prices = Array.from({ length: 16 }, () => random.bits(96));
  prices[makerGives] = priceFromDollars(String(dollars), 8);
  prices[takerGives] = priceFromDollars('1', 6);
  const [maker, taker] = side === 0 ? [member, random.field()] : [random.field(), member];
  const terms: Terms = {
    ...{ makerGives, makerAmount, takerGives, takerAmount, maker, taker },
    ...{ deadline: 27_000_000 + random.below(1000), agreementHash: random.field(), salt: random.field() },
  };
  return { terms, prices, collarBps };
}

function termsInputs({ makerGives, makerAmount, takerGives, takerAmount, maker, taker, ...rest }: Terms) {
  const { agreementHash, salt } = rest;
  return {
    ...{ makerGives: BigInt(makerGives), makerAmount, takerGives: BigInt(takerGives), takerAmount },
    ...{ maker, taker, agreementHash, salt },
  };
}

function drawInsert(random: Random): Case {
  const { accounts }: Story = drawStory(random);
  const batch = accounts.batchCount;
  const [oldRoot, path] = [accounts.root(), accounts.batchPath(batch)];
  const count = 1 + random.below(64);
  const leaves = Array.from({ length: 64 }, (_, i) => (i < count ? random.field() : 0n));
  accounts.appendBatch(leaves);
  return {
    publics: { ...place, oldRoot, newRoot: accounts.root(), batch: BigInt(batch), leaves },
    privates: { path },
  };
}

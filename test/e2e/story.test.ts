// SPDX-License-Identifier: GPL-3.0-or-later
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ATTEMPTS } from '../../demo/attempts.ts';
import { isSolvent } from '../../demo/books.ts';
import { CAST, demoKey, demoPhrase } from '../../demo/cast.ts';
import { failuresOf, summaryOf } from '../../demo/outcome.ts';
import type { Stage } from '../../demo/stage.ts';
import { tellStory } from '../../demo/story.ts';
import { createTerminal } from '../../demo/terminal.ts';
import type { ProvingEngine } from '../../protocol/provingEngine.ts';
import { createSnarkjsEngine } from '../../prover/index.ts';

/** Who must refuse each attempt, and for what: a refusal for another reason would show nothing. */
const EXPECTED: Record<(typeof ATTEMPTS)[number], [by: string, reason: RegExp]> = {
  'more than the balance': ['circuit', /giveCovered/],
  'more than the trade limit': ['circuit', /withinTradeLimit/],
  "more than the desk's day": ['circuit', /withinDayLimit/],
  'off the collar': ['circuit', /onCollar/],
  'stale prices': ['contract', /SnapshotStale/],
  'state spent twice': ['contract', /NullifierSpent/],
  'revoked member': ['contract', /CredentialRootNotCurrent.*circuit refuses.*credential\.path/],
  'two side-0 halves': ['contract', /SidesNotOpposite.*PROOF_INVALID/],
  "a withdrawal without the exit authority's signature": ['contract', /BadExitSignature/],
};

let engine: ProvingEngine;
let stage: Stage;
let text = '';
let chainUrl = '';

beforeAll(async () => {
  engine = createSnarkjsEngine();
  const terminal = createTerminal({ write: (piece) => (text += piece) });
  stage = await tellStory({
    ...{ bars: [], terminal, engine },
    onChain: ({ url }) => {
      chainUrl = url;
    },
  });
}, 30 * 60_000);

afterAll(async () => {
  await engine?.close();
});

test('story_endsAsItMust', () => {
  expect(failuresOf(stage.outcome, ATTEMPTS)).toEqual([]);
});

test.each(Object.entries(EXPECTED))('story_refuses_%s', (attempt, [by, reason]) => {
  const refused = stage.outcome.refused.filter((each) => each.attempt === attempt);
  expect(refused).toHaveLength(1);
  expect(refused[0]!.by).toBe(by);
  expect(refused[0]!.reason).toMatch(reason);
});

test('summary_hasExactlyTheDocumentedFields', () => {
  const summary = JSON.parse(JSON.stringify(summaryOf(stage)));
  expect(Object.keys(summary)).toEqual([
    'settled',
    'refused',
    'solvent',
    'restored',
    'gas',
    'proveMs',
    'prices',
  ]);
  expect(summary).toMatchObject({ settled: 3, solvent: true, restored: true, prices: 'simulated' });
  for (const refused of summary.refused) {
    expect(Object.keys(refused)).toEqual(['attempt', 'reason']);
    expect(refused.reason).toMatch(/^(circuit|contract): /);
  }
  const positive = (values: Record<string, number>) => Object.values(values).every((value) => value > 0);
  expect(Object.keys(summary.gas)).toEqual(
    expect.arrayContaining(['open', 'deposit', 'settle', 'insert', 'withdraw']),
  );
  expect(Object.keys(summary.proveMs).sort()).toEqual([
    'deposit',
    'insert',
    'open',
    'refresh',
    'trade',
    'withdraw',
  ]);
  expect(positive(summary.gas) && positive(summary.proveMs)).toBe(true);
});

test('story_isReadableWithoutAScreen', () => {
  expect(text).not.toContain('\x1b');
  for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(100);
  expect(text).toContain('Everything held.');
});

test('story_labelsSimulatedPricesWhereverTheyShow', () => {
  const headings = text.split('\n').filter((line) => /^\d\. (The benchmark|Block trades)/.test(line));
  expect(headings).toHaveLength(2);
  for (const heading of headings) expect(heading).toContain('SIMULATED');
  expect(text).toMatch(/block trades settled, at SIMULATED prices/);
  expect(text).toMatch(/Prices: SIMULATED/);
});

test('story_printsNoSecret', () => {
  for (const { name } of CAST) {
    const words = demoPhrase(name).split(' ');
    for (let i = 0; i + 3 <= words.length; i++) expect(text).not.toContain(words.slice(i, i + 3).join(' '));
    for (const role of [`wallet/${name}`, `exit/${name}`])
      expect(text).not.toContain(demoKey(role).slice(2, 34));
  }
  for (const { member } of stage.actors.values()) {
    const secrets = [member.secrets.spendSecret, member.secrets.viewSecret(0)];
    for (const secret of secrets) {
      expect(text).not.toContain(secret.toString());
      expect(text).not.toContain(secret.toString(16).slice(0, 16));
    }
  }
});

test('story_stopsItsChain', async () => {
  await expect(fetch(chainUrl)).rejects.toThrow();
});

test('P1_booksThatDoNotAddUpAreSeen', () => {
  const book = { slot: 0, hidden: 70n, feesOwed: 20n, delayedExits: 10n, custody: 100n, balance: 100n };
  expect(isSolvent(book)).toBe(true);
  // Tokens that somebody sent without a deposit belong to nobody and hurt nobody.
  expect(isSolvent({ ...book, balance: 101n })).toBe(true);
  for (const wrong of [
    { hidden: 71n },
    { feesOwed: 19n },
    { delayedExits: 11n },
    { custody: 99n },
    { balance: 99n },
  ]) {
    expect(isSolvent({ ...book, ...wrong })).toBe(false);
  }
});

// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { CAST, demoKey, demoPhrase, LISTED } from '../../demo/cast.ts';
import { count, grouped, money, priceOf, word } from '../../demo/format.ts';
import { chooseMoment } from '../../demo/moment.ts';
import { recordTable } from '../../demo/recordTable.ts';
import { simulateBars } from '../../operator/prices/simulateBars.ts';
import { AssetList } from '../../protocol/asset.ts';
import { leiHashOf } from '../../protocol/credential.ts';
import { priceFromDollars } from '../../protocol/price.ts';
import { type RecordMessage, sealRecord } from '../../protocol/record.ts';
import { normalizePhrase } from '../../protocol/secrets.ts';

const assets = new AssetList(
  LISTED.map(({ slot, symbol, decimals }) => ({
    slot,
    symbol,
    decimals,
    token: `0x${'ab'.repeat(19)}0${slot}`,
  })),
);

test('cast_hasRightLeisAndPhrasesOfItsOwn', () => {
  for (const { lei, name } of CAST) {
    expect(leiHashOf(lei)).toBeGreaterThan(0n);
    expect(normalizePhrase(demoPhrase(name)).split(' ')).toHaveLength(24);
  }
  expect(new Set(CAST.map(({ name }) => demoPhrase(name))).size).toBe(CAST.length);
  expect(demoKey('registrar/0')).not.toBe(demoKey('registrar/1'));
});

test('moment_isWhenUsdcIsFurthestFromItsPeg', () => {
  const firstMinute = Date.UTC(2026, 2, 2, 6) / 60_000;
  const bars = simulateBars({ seed: 7, firstMinute, minutes: 300 });
  const moment = chooseMoment(bars, 20, 60);
  const usdc = bars.find('sim-kraken', 'USDC', 'USD')!;
  const lowest = usdc.closes.reduce((low, close) => (close < low ? close : low));
  expect(usdc.closes[usdc.minutes.indexOf(moment)]).toBe(lowest);
});

test('moment_keepsRoomBeforeAndAfterAndWithinTheDay', () => {
  const midnight = Date.UTC(2026, 2, 2) / 60_000;
  const bars = simulateBars({ seed: 7, firstMinute: midnight - 60, minutes: 130 });
  const moment = chooseMoment(bars, 30, 60);
  expect(moment).toBeGreaterThanOrEqual(bars.firstMinute + 30);
  expect(moment).toBeLessThanOrEqual(bars.lastMinute - 60);
  expect(() => chooseMoment(bars, 100, 60)).toThrow(expect.objectContaining({ code: 'BARS_MISSING' }));
});

test('formats_groupAndShorten', () => {
  expect([grouped('1234567.5'), grouped('999'), count(1_000n)]).toEqual(['1,234,567.5', '999', '1,000']);
  expect(money(assets, 1, 125_000_000_000n)).toBe('1,250 BTC');
  expect(priceOf(priceFromDollars('20006.43', 8), 8, 4)).toBe('$20,006.4300');
  expect(word(255n)).toBe('0x00000000…00ff');
});

test('recordTable_setsEachWordBesideItsMeaning', () => {
  const message: RecordMessage = {
    ...{ kind: 'trade', side: 1, member: 11n, counterparty: 12n, desk: 70, fee: 40_000_000n },
    ...{ giveAsset: 0, giveAmount: 28_000_000_000_000n, takeAsset: 1, takeAmount: 125_000_000_000n },
    ...{ agreementHash: 0n, salt: 5n, deadline: Date.UTC(2026, 2, 2, 9) / 60_000 },
  };
  const { tag, siv, ciphertext } = sealRecord(7n, message);
  const record = [tag, siv, ...ciphertext];
  const nameOf = (member: bigint) => (member === 11n ? 'HALCYON' : 'MERIDIAN');
  const rows = recordTable({ position: 64n, nullifier: 1n, account: 2n, record }, message, {
    assets,
    nameOf,
  });
  expect(rows.map(([name]) => name)).toEqual([
    ...['position', 'nullifier', 'account', 'tag', 'siv'],
    ...['c0', 'c1', 'c2', 'c3', 'c4', 'c5'],
  ]);
  expect(rows[5]).toEqual([
    'c0',
    word(ciphertext[0]!),
    'trade, taker: gives 28,000,000 USDC, takes 1,250 BTC',
  ]);
  expect(rows[7]![2]).toBe('counterparty: MERIDIAN');
  expect(rows[10]![2]).toBe('good until 2026-03-02 09:00; fee 40 USDC; desk 6 of slot 1');
});

// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { FIELD_ORDER } from '../../protocol/field.ts';
import { CIRCUIT_NAMES } from '../../protocol/generated/circuits.ts';
import { challengeOf, evaluateVector, vectorLength } from '../../protocol/vector.ts';
import { DAY, deploy, ethers, expectRevert, mined, randomFields } from './support/chain.ts';
import { dateOf } from './support/statements.ts';

const library = await deploy('LibraryHarness');
const field = randomFields('libraries');
const NOBODY = `0x${'11'.repeat(20)}`;
/** The library reverts with the venue's error, which the harness does not declare. */
const declared = { interface: new ethers.Interface(['error NotInField(uint256 value)']) };

describe('Calendar', () => {
  it('agreesWithJavaScript', async () => {
    // Every day of twelve years, then where months meet: 2000 is a leap year, 2100 and 2200 are none.
    const days = Array.from({ length: 4_400 }, (_, i) => 18_000 + i);
    for (let month = 0; month < 300 * 12; month++) {
      const firstDay = Date.UTC(1970, month, 1) / 1000 / DAY;
      days.push(...[firstDay - 1, firstDay].filter((day) => day >= 0));
    }
    for (let from = 0; from < days.length; from += 1_000) {
      const chunk = days.slice(from, from + 1_000);
      const dates: bigint[] = await library.datesOf(chunk);
      const expected = chunk.map((day) => {
        const { yearMonth, dayOfMonth } = dateOf(BigInt(day));
        return yearMonth * 100n + dayOfMonth;
      });
      expect([...dates]).toEqual(expected);
    }
  });

  it.each([
    ['2000-02-29', 200002n, 29n],
    ['2023-02-28', 202302n, 28n],
    ['2023-03-01', 202303n, 1n],
    ['2024-02-29', 202402n, 29n],
    ['2023-12-31', 202312n, 31n],
    ['2024-01-01', 202401n, 1n],
    ['2100-02-28', 210002n, 28n],
    ['2100-03-01', 210003n, 1n],
  ])('dateOf %s', async (date, yearMonth, dayOfMonth) => {
    const day = Date.parse(`${date}T00:00:00Z`) / 1000 / DAY;
    expect(await library.dateOf(day)).toEqual([yearMonth, dayOfMonth]);
  });

  it('grantsYesterdayTenMinutes', async () => {
    const midnight = 19_431 * DAY;
    const current = (day: number, time: number): Promise<boolean> => library.isCurrent(day, time);
    expect(await current(19_430, midnight - 1)).toBe(true);
    expect(await current(19_431, midnight - 1)).toBe(false);
    expect(await current(19_430, midnight)).toBe(true);
    expect(await current(19_430, midnight + 599)).toBe(true);
    expect(await current(19_430, midnight + 600)).toBe(false);
    expect(await current(19_429, midnight + 1)).toBe(false);
    expect(await current(19_431, midnight)).toBe(true);
  });
});

describe('Folding', () => {
  it.each(CIRCUIT_NAMES)('agreesWithTheProtocolFor %s', async (name) => {
    for (let round = 0; round < 3; round++) {
      const x = Array.from({ length: vectorLength(name) }, field);
      const h = field();
      const rho = challengeOf(name, h, x);
      const folded = await library.fold([CIRCUIT_NAMES.indexOf(name), h, ...x]);
      expect(folded).toEqual([rho, evaluateVector(x, rho)]);
    }
  });

  it('revertsOnAnyElementAtOrAboveTheFieldsOrder', async () => {
    // Lengths with every remainder by four, as the loop is unrolled.
    for (const length of [1, 2, 3, 4, 5, 17]) {
      const words = [0n, ...Array.from({ length: length + 1 }, field)];
      for (let place = 1; place < words.length; place++) {
        const alias = words[place]! + FIELD_ORDER;
        const wrong = words.map((word, i) => (i === place ? alias : word));
        await expectRevert(library.fold(wrong), declared, 'NotInField', [alias]);
      }
      const most = words.map((word, i) => (i === 0 ? word : FIELD_ORDER - 1n));
      expect((await library.fold(most)).length).toBe(2);
    }
  });
});

describe('ClaimList', () => {
  it('takesAsManyClaimsAsItHasRoomFor', async () => {
    const proof = Array.from({ length: 8 }, field);
    for (const room of [0, 1, 3]) {
      expect(await library.pushClaims(room, room, proof)).toBe(BigInt(room));
      const full = { interface: new ethers.Interface(['error ListFull()']) };
      await expectRevert(library.pushClaims(room, room + 1, proof), full, 'ListFull');
    }
  });

  it('takesNoAnswerForANo', async () => {
    const [accepting, refusing] = [await deploy('ExpectedClaims'), await deploy('TestToken')];
    // The first reverts on an empty list, the second knows no such call, at the third address is no code.
    for (const verifier of [accepting, refusing, NOBODY])
      expect(await library.verifyBy(verifier)).toBe(false);
  });
});

describe('Bn254', () => {
  it('takesAFailedPairingForANo', async () => {
    expect(await library.pairingIsOne([])).toBe(true);
    const offCurve = [1n, 1n, 0n, 0n, 0n, 0n];
    expect(await library.pairingIsOne(offCurve)).toBe(false);
    expect(await library.pairingIsOne([0n, 0n, 0n, 0n, 0n, 0n])).toBe(true);
  });
});

describe('putPrices', () => {
  it('takesNothingButASnapshot', async () => {
    const [owner] = await ethers.getSigners();
    const config = { window: 600, maxGap: 60, minCoverageBps: 1, maxReportAge: 1, maxSpreadBps: 1 };
    const feed = await deploy('PriceFeed', owner, [owner], 1, config);
    expect(await library.pricesOf(feed, 1)).toBe(0n);
    for (const other of [NOBODY, await (await deploy('TestToken')).getAddress()]) {
      await expect(library.pricesOf(other, 1)).rejects.toThrow();
    }
  });
});

describe('Rounds', () => {
  it('readsBackWhatItWrote', async () => {
    const most = 2n ** 96n - 1n;
    const averages = Array.from({ length: 16 }, (_, i) => (i % 3 === 0 ? 0n : most - BigInt(i)));
    const medians = Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? most : BigInt(i)));
    await mined(library.writeRound(averages, medians));
    const [readAverages, readMedians] = await library.readRound();
    expect([...readAverages]).toEqual(averages);
    expect([...readMedians]).toEqual(medians);
  });
});

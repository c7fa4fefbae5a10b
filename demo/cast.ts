// SPDX-License-Identifier: Apache-2.0
import { keccak_256 } from '@noble/hashes/sha3.js';
import { entropyToMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { completeLei } from '../protocol/credential.ts';

/** One of the three institutions of the story. All are invented. */
export interface Institution {
  /** As the blotter calls it. */
  readonly name: string;
  readonly fullName: string;
  readonly lei: string;
  /** Number in the venue's list of jurisdictions. */
  readonly jurisdiction: number;
  /** Dollars. Hidden: the registrar, the institution and nobody else knows them. */
  readonly maxTradeValue: string;
  readonly maxDeskDayVolume: string;
  /** Whole tokens by symbol. */
  readonly deposits: readonly (readonly [symbol: string, amount: string])[];
}

export const CAST: readonly Institution[] = [
  {
    name: 'HALCYON',
    fullName: 'Halcyon Ridge Partners LP, a fund',
    lei: completeLei('549300HALCYONRIDGE'),
    jurisdiction: 1,
    maxTradeValue: '50000000',
    maxDeskDayVolume: '100000000',
    deposits: [
      ['BTC', '6000'],
      ['USDC', '250000'],
    ],
  },
  {
    name: 'MERIDIAN',
    fullName: 'Meridian Vale Bank plc, a market maker',
    lei: completeLei('213800MERIDIANVALE'),
    jurisdiction: 4,
    maxTradeValue: '45000000',
    maxDeskDayVolume: '120000000',
    deposits: [
      ['USDC', '65000000'],
      ['USDT', '45000000'],
    ],
  },
  {
    name: 'NORDVIK',
    fullName: 'Nordvik Rederi ASA, a treasury',
    lei: completeLei('529900NORDVIKREDER'),
    jurisdiction: 7,
    maxTradeValue: '25000000',
    maxDeskDayVolume: '60000000',
    deposits: [
      ['EUR', '50000000'],
      ['USDC', '250000'],
    ],
  },
];

/** The venue's assets by slot; slot 0 pays the fees. The EUR token stands for the euro. */
export const LISTED = [
  { slot: 0, symbol: 'USDC', decimals: 6, name: 'USD Coin (demo)' },
  { slot: 1, symbol: 'BTC', decimals: 8, name: 'Wrapped Bitcoin (demo)' },
  { slot: 2, symbol: 'USDT', decimals: 6, name: 'Tether USD (demo)' },
  { slot: 3, symbol: 'EUR', decimals: 6, name: 'Euro token (demo)' },
] as const;

export const REGISTRARS = 3;
export const REGISTRAR_THRESHOLD = 2;
export const REPORTER_THRESHOLD = 2;

/** A private key of the demo, the same in each run; worthless outside it. `role` such as "registrar/0". */
export function demoKey(role: string): string {
  return `0x${Buffer.from(digest(role)).toString('hex')}`;
}

/** The 24 words of an institution of the demo: the same in each run, so that anybody can know them. */
export function demoPhrase(name: string): string {
  return entropyToMnemonic(digest(`phrase/${name}`), wordlist);
}

/** Names the paper between two institutions, as terms do: a hash of it. */
export function agreementOf(names: readonly string[]): bigint {
  const paper = digest(`master agreement of ${[...names].sort().join(' and ')}`);
  return BigInt(`0x${Buffer.from(paper).toString('hex')}`) >> 8n;
}

function digest(label: string): Uint8Array {
  return keccak_256(new TextEncoder().encode(`sotto demo ${label}`));
}

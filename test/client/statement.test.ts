// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { proveStatement, stateStatement } from '../../client/inputs/statement.ts';
import type { Proof, ProvingEngine, PublicSignals } from '../../protocol/provingEngine.ts';
import { expectCodeAsync } from '../support/expectCode.ts';

const vector = {
  ...{ chainId: 1n, venue: 2n, oldRoot: 3n, newRoot: 4n, batch: 5n },
  leaves: Array<bigint>(64).fill(6n),
};
const statement = stateStatement('insert', vector, {});
const { h, rho, y } = statement.folding;
const proof: Proof = [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n];

/** An engine elsewhere, whose answers nobody has checked. */
function answering(publicSignals: readonly bigint[]): ProvingEngine {
  const timings = { waitingMs: 0, loadingMs: 0, witnessMs: 0, proofMs: 0, checkMs: 0 };
  return {
    prove: async () => ({ proof, publicSignals: publicSignals as PublicSignals, timings }),
    verify: async () => true,
    close: async () => {},
  };
}

describe('proveStatement', () => {
  it('proveStatement_returnsTheProof_whenItIsForTheStatement', async () => {
    expect(await proveStatement(answering([h, rho, y]), statement)).toBe(proof);
  });

  it.each([
    ['another h', [h + 1n, rho, y]],
    ['another y', [h, rho, y + 1n]],
    ['swapped signals', [rho, h, y]],
    ['no signals', []],
    ['too few signals', [h, rho]],
    ['an h above the field order', [h + 2n ** 254n, rho, y]],
  ])('proveStatement_throwsProofFailed_whenTheEngineReturns %s', async (_, signals) => {
    await expectCodeAsync('PROOF_FAILED', () => proveStatement(answering(signals), statement));
  });
});

// SPDX-License-Identifier: GPL-3.0-or-later

/**
 * Witnesses, proofs and keys. GPL because snarkjs is; code under Apache-2.0 takes a `ProvingEngine`
 * (`protocol/provingEngine.ts`) from whoever starts it and never imports from here.
 *
 *     const engine = createSnarkjsEngine();
 *     const { proof, publicSignals, timings } = await engine.prove('trade', inputs, { signal, onProgress });
 *     await engine.close();
 *
 * `npm run build` compiles the circuits to `build/circuits` and makes keys in `build/keys/development`. Beside each
 * file lies a manifest with its hash; the engine refuses what does not match. The hashes find damage and mix-ups,
 * not an attacker who can write to the folder: production keys are pinned by the verifier on chain.
 *
 * **Development keys** come from a public seed (`DEVELOPMENT_SEED`), so anybody can compute their secrets and forge
 * proofs for them. The contract refuses them on every chain that is not local.
 */

export type {
  CircuitInputs,
  Proof,
  ProveOptions,
  ProvingEngine,
  ProvingResult,
  ProvingStage,
  ProvingTimings,
  PublicSignals,
  SignalValue,
} from '../protocol/provingEngine.ts';
export type { ArtifactFolders, KeyManifest } from './artifacts.ts';
export { DEVELOPMENT_FOLDERS, listCircuits, loadR1csHeader, loadVerificationKey } from './artifacts.ts';
export type { DevelopmentKeysOptions } from './developmentKeys.ts';
export { buildDevelopmentKeys } from './developmentKeys.ts';
export type { R1csHeader } from './r1cs.ts';
export type { SnarkjsEngineOptions } from './snarkjsEngine.ts';
export { createSnarkjsEngine } from './snarkjsEngine.ts';
export { DEVELOPMENT_SEED } from './toxicScalars.ts';
export type { VerificationKey } from './verificationKey.ts';
export { assertSharedSetup } from './verificationKey.ts';

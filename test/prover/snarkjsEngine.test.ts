// SPDX-License-Identifier: GPL-3.0-or-later
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as snarkjs from 'snarkjs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CircuitInputs, ProvingEngine, ProvingStage } from '../../protocol/provingEngine.ts';
import { type ArtifactFolders, loadVerificationKey, sha256 } from '../../prover/artifacts.ts';
import { R } from '../../prover/field.ts';
import { createSnarkjsEngine } from '../../prover/snarkjsEngine.ts';
import {
  buildWorkspace,
  CIRCUITS,
  cubeInputs,
  damage,
  patchJson,
  squareInputs,
  type Workspace,
} from './support/fixtures.ts';

let workspace: Workspace;
const engines: ProvingEngine[] = [];

function open(folders: ArtifactFolders = workspace.folders, singleThread = false): ProvingEngine {
  const engine = createSnarkjsEngine({ folders, circuits: CIRCUITS, singleThread });
  engines.push(engine);
  return engine;
}

beforeAll(async () => {
  workspace = await buildWorkspace();
});

afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

afterAll(() => workspace.remove());

describe('proving', () => {
  it('engine_provesSoThatSnarkjsAndTheEngineAccept', async () => {
    const engine = open();
    const inputs = squareInputs();
    const { proof, publicSignals, timings } = await engine.prove('square', inputs);
    expect(publicSignals).toEqual([inputs.h, inputs.rho, inputs.y]);
    expect(await engine.verify('square', proof, publicSignals)).toBe(true);
    const [ax, ay, bx1, bx0, by1, by0, cx, cy] = proof.map(String) as [string, ...string[]];
    const theirs = { pi_a: [ax, ay, '1'], pi_b: [[bx0, bx1], [by0, by1], ['1', '0']], pi_c: [cx, cy, '1'] }; // biome-ignore format: one point in a row
    const key = loadVerificationKey('square', workspace.folders);
    expect(await snarkjs.groth16.verify(key, publicSignals.map(String), theirs as never)).toBe(true);
    expect(Object.keys(timings).sort()).toEqual(
      ['checkMs', 'loadingMs', 'proofMs', 'waitingMs', 'witnessMs'].sort(),
    );
    for (const ms of Object.values(timings)) expect(ms).toBeGreaterThanOrEqual(0);
  });

  it('engine_reportsItsStagesInOrder', async () => {
    const engine = open();
    const [first, second]: [ProvingStage[], ProvingStage[]] = [[], []];
    await Promise.all([
      engine.prove('square', squareInputs(), { onProgress: (stage) => first.push(stage) }),
      engine.prove('square', squareInputs(), { onProgress: (stage) => second.push(stage) }),
    ]);
    expect(first).toEqual(['loading', 'witness', 'proof', 'check']);
    expect(second).toEqual(['waiting', 'loading', 'witness', 'proof', 'check']);
  });

  it('engine_makesOneProofAtATimeInTheOrderOfTheCalls', async () => {
    const engine = open();
    const log: string[] = [];
    const jobs = ['a', 'b', 'c'].map((job, i) =>
      engine.prove(i === 1 ? 'cube' : 'square', i === 1 ? cubeInputs() : squareInputs(BigInt(i + 2)), {
        onProgress: (stage) => void (stage !== 'waiting' && log.push(`${job} ${stage}`)),
      }),
    );
    await Promise.all(jobs);
    const stages = ['loading', 'witness', 'proof', 'check'];
    expect(log).toEqual(['a', 'b', 'c'].flatMap((job) => stages.map((stage) => `${job} ${stage}`)));
  });

  it('engine_worksOnOneThreadAndStartsNoOthers', async () => {
    const engine = open(workspace.folders, true);
    const { proof, publicSignals } = await engine.prove('cube', cubeInputs());
    expect(await engine.verify('cube', proof, publicSignals)).toBe(true);
    expect(globalThis.curve_bn128 ?? null).toBeNull();
  });
});

describe('inputs that cannot be proven', () => {
  const SECRET = 987654321987654321n;
  const cases: [string, Record<string, unknown>, string, RegExp][] = [
    ['a value that does not satisfy', { y: SECRET }, 'WITNESS_UNSATISFIED', /square/],
    ['an unknown signal', { sceret: SECRET }, 'WITNESS_INPUT_INVALID', /square.*sceret/],
    ['a missing signal', { secret: undefined }, 'WITNESS_INPUT_INVALID', /square.*6 values.*5/],
    ['too few values', { spare: [SECRET] }, 'WITNESS_INPUT_INVALID', /square.*spare.*2.*1/],
    ['too many values', { spare: [SECRET, SECRET, SECRET] }, 'WITNESS_INPUT_INVALID', /square.*spare.*2.*3/],
    ['the field order', { secret: R }, 'WITNESS_INPUT_INVALID', /square.*secret/],
    ['a value reduced', { secret: R + 1234567n }, 'WITNESS_INPUT_INVALID', /square.*secret/],
    ['a negative value', { secret: -1n }, 'WITNESS_INPUT_INVALID', /square.*secret/],
    ['a number', { secret: 1234567 }, 'WITNESS_INPUT_INVALID', /square.*secret/],
    ['a string', { secret: `${SECRET}` }, 'WITNESS_INPUT_INVALID', /square.*secret/],
  ];

  it.each(cases)(
    'engine_refuses %s, naming circuit and signal and no value',
    async (_, change, code, message) => {
      const engine = open();
      const spies = (['log', 'error', 'warn', 'info'] as const).map((method) => vi.spyOn(console, method));
      const inputs = { ...squareInputs(), ...change };
      for (const [name, value] of Object.entries(inputs)) if (value === undefined) delete inputs[name];
      const error: Error = await engine.prove('square', inputs as CircuitInputs).then(
        () => expect.unreachable('it was proven'),
        (reason) => reason,
      );
      expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
      expect(`${error.stack} ${error.cause}`).not.toMatch(/987654321|1234567/);
      for (const spy of spies) expect(spy).not.toHaveBeenCalled();
      vi.restoreAllMocks();
    },
  );

  it('engine_provesAfterAFailureWithTheSameInstance', async () => {
    const engine = open();
    await expect(engine.prove('square', { ...squareInputs(), y: 1n })).rejects.toMatchObject({
      code: 'WITNESS_UNSATISFIED',
      message: expect.stringMatching(/Square.*line/),
    });
    const { publicSignals } = await engine.prove('square', squareInputs());
    expect(publicSignals[2]).toBe(squareInputs().y);
    const failing = engine.prove('square', { ...squareInputs(), h: 1n });
    await expect(failing).rejects.toMatchObject({ message: expect.not.stringMatching(/line.*line/) });
  });

  it('engine_namesTheCircuitsThereAreWhenAskedForAnother', async () => {
    const engine = open();
    const unknown = { code: 'CIRCUIT_UNKNOWN', message: expect.stringMatching(/circle.*square, cube/) };
    await expect(engine.prove('circle', {})).rejects.toMatchObject(unknown);
    await expect(engine.verify('circle', [], [])).rejects.toMatchObject(unknown);
  });
});

describe('giving up and closing', () => {
  it('engine_givesUpAtOnceWhenAborted', async () => {
    const engine = open();
    const stages: ProvingStage[] = [];
    const reason = new Error('changed my mind');
    const controller = new AbortController();
    const first = engine.prove('square', squareInputs());
    const second = engine.prove('square', squareInputs(), {
      signal: controller.signal,
      onProgress: (stage) => stages.push(stage),
    });
    controller.abort(reason);
    await expect(second).rejects.toMatchObject({ code: 'PROVING_ABORTED', cause: reason });
    const aborted = engine.prove('square', squareInputs(), { signal: controller.signal });
    await expect(aborted).rejects.toMatchObject({ code: 'PROVING_ABORTED' });
    await first;
    await engine.prove('cube', cubeInputs());
    expect(stages).toEqual(['waiting']);
  });

  it('engine_startsNoFurtherStageOnceAborted', async () => {
    const engine = open();
    const controller = new AbortController();
    const stages: ProvingStage[] = [];
    const proving = engine.prove('square', squareInputs(), {
      signal: controller.signal,
      onProgress(stage) {
        stages.push(stage);
        if (stage === 'witness') controller.abort();
      },
    });
    await expect(proving).rejects.toMatchObject({ code: 'PROVING_ABORTED' });
    await engine.prove('cube', cubeInputs());
    expect(stages).toEqual(['loading', 'witness']);
  });

  it('engine_finishesTheRunningProofAndRejectsTheRestWhenClosed', async () => {
    const engine = open();
    await engine.prove('square', squareInputs());
    let running = (): void => {};
    const started = new Promise<void>((resolve) => {
      running = resolve;
    });
    const first = engine.prove('square', squareInputs(), {
      onProgress: (stage) => void (stage === 'proof' && running()),
    });
    const second = engine.prove('cube', cubeInputs());
    second.catch(() => {});
    await started;
    await Promise.all([engine.close(), engine.close()]);
    expect((await first).publicSignals[2]).toBe(squareInputs().y);
    await expect(second).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
    await expect(engine.prove('cube', cubeInputs())).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
    await expect(engine.verify('cube', [], [])).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
    expect(globalThis.curve_bn128 ?? null).toBeNull();
  });

  it('engine_leavesTheOthersRunningWhenClosed', async () => {
    const [one, other] = [open(), open()];
    const [proven] = await Promise.all([
      one.prove('square', squareInputs()),
      other.prove('cube', cubeInputs()),
    ]);
    const shared = globalThis.curve_bn128;
    await one.close();
    expect(globalThis.curve_bn128).toBe(shared);
    expect(await other.verify('square', proven.proof, proven.publicSignals)).toBe(true);
    await other.close();
    expect(globalThis.curve_bn128 ?? null).toBeNull();
  });
});

describe('artifacts', () => {
  const refusal = async (folders: ArtifactFolders) =>
    open(folders)
      .prove('square', squareInputs())
      .then(
        () => expect.unreachable('it was proven'),
        (error) => error,
      );
  const wasmOf = ({ circuits }: ArtifactFolders): string => join(circuits, 'square.wasm');
  const keyOf = ({ keys }: ArtifactFolders, extension: string): string => join(keys, `square.${extension}`);

  it.each([
    ['witness program', wasmOf],
    ['proving key', (folders: ArtifactFolders) => keyOf(folders, 'zkey')],
    ['verification key', (folders: ArtifactFolders) => keyOf(folders, 'vkey.json')],
    ['manifest of the key', (folders: ArtifactFolders) => keyOf(folders, 'json')],
  ])('engine_refusesADamagedOrMissing %s', async (_, pathIn) => {
    const folders = workspace.copyArtifacts();
    damage(pathIn(folders));
    const advice = expect.stringMatching(/npm run build/);
    expect(await refusal(folders)).toMatchObject({ message: advice });
    expect((await refusal(folders)).code).toMatch(/ARTIFACT_CORRUPT|ARTIFACT_FOREIGN/);
    rmSync(pathIn(folders));
    expect(await refusal(folders)).toMatchObject({ code: 'ARTIFACT_MISSING', message: advice });
  });

  it('engine_refusesAKeyMadeForAnotherVersionOfTheCircuit', async () => {
    const folders = workspace.copyArtifacts();
    patchJson(keyOf(folders, 'json'), { r1cs: sha256('another circuit') });
    expect(await refusal(folders)).toMatchObject({ code: 'ARTIFACT_FOREIGN' });
  });

  it('engine_refusesAManifestThatIsNone', async () => {
    const folders = workspace.copyArtifacts();
    const { writeFileSync } = await import('node:fs');
    writeFileSync(keyOf(folders, 'json'), 'null');
    expect(await refusal(folders)).toMatchObject({ code: 'ARTIFACT_CORRUPT' });
  });

  it('engine_refusesAWitnessProgramThatIsNone', async () => {
    const folders = workspace.copyArtifacts();
    damage(wasmOf(folders));
    const { readFileSync, writeFileSync } = await import('node:fs');
    const bytes = readFileSync(wasmOf(folders)).fill(0, 0, 8);
    writeFileSync(wasmOf(folders), bytes);
    patchJson(join(folders.circuits, 'square.json'), { wasm: sha256(bytes) });
    expect(await refusal(folders)).toMatchObject({ code: 'ARTIFACT_CORRUPT' });
  });

  it('engine_releasesNoProofThatItsVerificationKeyRefuses', async () => {
    const folders = workspace.copyArtifacts();
    const { copyFileSync, readFileSync } = await import('node:fs');
    copyFileSync(join(folders.keys, 'cube.vkey.json'), keyOf(folders, 'vkey.json'));
    patchJson(keyOf(folders, 'json'), { vkey: sha256(readFileSync(keyOf(folders, 'vkey.json'))) });
    expect(await refusal(folders)).toMatchObject({ code: 'PROOF_INVALID' });
  });

  it('engine_readsAnArtifactAgainOnceItWasRepaired', async () => {
    const folders = workspace.copyArtifacts();
    const engine = open(folders);
    damage(keyOf(folders, 'zkey'));
    await expect(engine.prove('square', squareInputs())).rejects.toMatchObject({ code: 'ARTIFACT_CORRUPT' });
    damage(keyOf(folders, 'zkey'));
    expect((await engine.prove('square', squareInputs())).publicSignals[1]).toBe(89n);
  });
});

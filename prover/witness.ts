// SPDX-License-Identifier: GPL-3.0-or-later
import { SottoError } from '../protocol/errors.ts';
import type { CircuitInputs, SignalValue } from '../protocol/provingEngine.ts';
import { FIELD_BYTES, R, writeField } from './field.ts';

/** Runs the program that circom generates for one circuit; the instance is kept and used again. */
export interface WitnessCalculator {
  /**
   * The witness as the content of a .wtns file.
   *
   * @throws SottoError WITNESS_INPUT_INVALID, WITNESS_UNSATISFIED, PROOF_FAILED; none carries a value
   */
  calculate(inputs: CircuitInputs): Uint8Array<ArrayBuffer>;
}

/** What a witness program exports, see circom's documentation; a signal's name goes in as its FNV-1a hash. */
interface WitnessProgram {
  readonly memory: WebAssembly.Memory;
  init(sanityCheck: number): void;
  getFieldNumLen32(): number;
  getRawPrime(): void;
  getSharedRWMemoryStart(): number;
  getInputSize(): number;
  getInputSignalSize(hashHigh: number, hashLow: number): number;
  setInputSignal(hashHigh: number, hashLow: number, index: number): void;
  getWitnessSize(): number;
  getWitness(index: number): void;
  getMessageChar(): number;
}

interface Signal {
  readonly high: number;
  readonly low: number;
  readonly values: readonly bigint[];
}

const WTNS_HEADER_BYTES = 76;
const ASSERTION_FAILED = 4;

/** @throws SottoError ARTIFACT_CORRUPT when the bytes are no witness program over BN254's scalar field */
export async function createWitnessCalculator(
  name: string,
  wasm: Uint8Array<ArrayBuffer>,
): Promise<WitnessCalculator> {
  let problem = '';
  let program: WitnessProgram;
  const runtime = {
    // What the program has to say names templates and lines only. `log` of a circuit would show values: it is muted.
    exceptionHandler: (code: number) => {
      if (code === ASSERTION_FAILED) {
        throw new SottoError('WITNESS_UNSATISFIED', `The inputs do not satisfy ${name}${problem}`);
      }
      throw new SottoError('PROOF_FAILED', `The witness program of ${name} stopped with code ${code}`);
    },
    printErrorMessage: () => {
      problem += `; ${readMessage(program)}`;
    },
    writeBufferMessage: () => {},
    showSharedRWMemory: () => {},
  };
  try {
    const module = await WebAssembly.compile(wasm);
    const instance = await WebAssembly.instantiate(module, { runtime });
    program = instance.exports as unknown as WitnessProgram;
    program.getRawPrime();
    if (program.getFieldNumLen32() * 4 !== FIELD_BYTES || readShared(program) !== R) {
      throw new TypeError('another field');
    }
  } catch (cause) {
    const message = `The witness program of ${name} does not run: run \`npm run build\``;
    throw new SottoError('ARTIFACT_CORRUPT', message, { cause });
  }
  return {
    calculate(inputs) {
      problem = '';
      const signals = readInputs(name, program, inputs);
      program.init(0);
      for (const { high, low, values } of signals) {
        values.forEach((value, index) => {
          writeField(sharedMemory(program), 0, value);
          program.setInputSignal(high, low, index);
        });
      }
      return readWitness(program);
    },
  };
}

/** Checks all inputs before any is set: the program itself would reduce values and report half of what is wrong. */
function readInputs(name: string, program: WitnessProgram, inputs: CircuitInputs): Signal[] {
  const signals = Object.entries(inputs).map(([signal, value]): Signal => {
    const values: bigint[] = [];
    flatten(value, values, () =>
      invalid(name, `${signal} must hold integers from 0 to the field order less one`),
    );
    const hash = hashName(signal);
    const [high, low] = [Number(hash >> 32n) | 0, Number(hash & 0xffffffffn) | 0];
    const size = program.getInputSignalSize(high, low);
    if (size < 0) throw invalid(name, `it has no input ${signal}`);
    if (size !== values.length) {
      throw invalid(name, `${signal} takes ${size} values and ${values.length} are given`);
    }
    return { high, low, values };
  });
  const given = signals.reduce((sum, { values }) => sum + values.length, 0);
  const wanted = program.getInputSize();
  if (given !== wanted) throw invalid(name, `it takes ${wanted} values in all and ${given} are given`);
  return signals;
}

function flatten(value: SignalValue, into: bigint[], complain: () => SottoError): void {
  if (Array.isArray(value)) {
    for (const element of value as readonly SignalValue[]) flatten(element, into, complain);
    return;
  }
  if (typeof value !== 'bigint' || value < 0n || value >= R) throw complain();
  into.push(value);
}

function readWitness(program: WitnessProgram): Uint8Array<ArrayBuffer> {
  const count = program.getWitnessSize();
  const file = new Uint8Array(WTNS_HEADER_BYTES + count * FIELD_BYTES);
  const view = new DataView(file.buffer);
  file.set(new TextEncoder().encode('wtns'));
  view.setUint32(4, 2, true);
  view.setUint32(8, 2, true);
  view.setUint32(12, 1, true);
  view.setBigUint64(16, BigInt(8 + FIELD_BYTES), true);
  view.setUint32(24, FIELD_BYTES, true);
  writeField(file, 28, R);
  view.setUint32(60, count, true);
  view.setUint32(64, 2, true);
  view.setBigUint64(68, BigInt(count * FIELD_BYTES), true);
  for (let i = 0; i < count; i++) {
    program.getWitness(i);
    file.set(sharedMemory(program), WTNS_HEADER_BYTES + i * FIELD_BYTES);
  }
  return file;
}

/** The 32 bytes through which values go in and out. */
function sharedMemory(program: WitnessProgram): Uint8Array {
  return new Uint8Array(program.memory.buffer, program.getSharedRWMemoryStart(), FIELD_BYTES);
}

function readShared(program: WitnessProgram): bigint {
  return BigInt(`0x${Buffer.from(sharedMemory(program)).reverse().toString('hex')}`);
}

function readMessage(program: WitnessProgram): string {
  let message = '';
  for (let code = program.getMessageChar(); code !== 0; code = program.getMessageChar()) {
    message += String.fromCharCode(code);
  }
  return message.trim();
}

function hashName(name: string): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(name)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  return hash;
}

function invalid(name: string, what: string): SottoError {
  return new SottoError('WITNESS_INPUT_INVALID', `Inputs of ${name}: ${what}`);
}

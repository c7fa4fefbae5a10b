// SPDX-License-Identifier: GPL-3.0-or-later
import { FIELD_ORDER } from '../../../protocol/field.ts';
import type { CircuitInputs, SignalValue } from '../../../protocol/provingEngine.ts';

const WORDS = 8;
const ASSERT_FAILED = 4;

interface Exports {
  init(sanityCheck: number): void;
  getWitnessSize(): number;
  getInputSize(): number;
  getInputSignalSize(hashHigh: number, hashLow: number): number;
  setInputSignal(hashHigh: number, hashLow: number, position: number): void;
  memory: WebAssembly.Memory;
  getSharedRWMemoryStart(): number;
  writeSharedRWMemory(word: number, value: number): void;
  getWitness(wire: number): void;
}

/** The circuit's own calculator refused: some `===` of the source does not hold. */
export class Unsatisfied extends Error {}

/** Circom's witness calculator, kept warm. */
export class WitnessCalculator {
  readonly #module: WebAssembly.Module;
  #exports: Exports | undefined;

  constructor(wasm: Uint8Array) {
    this.#module = new WebAssembly.Module(new Uint8Array(wasm));
  }

  /** A calculator that goes on when a constraint fails, as a malicious prover's would. */
  static unchecked(wasm: Uint8Array): WitnessCalculator {
    return new WitnessCalculator(withoutAsserts(wasm));
  }

  /** @throws Unsatisfied where the calculator stops at a failed constraint */
  calculate(inputs: CircuitInputs): bigint[] {
    const exports = this.#start();
    exports.init(0);
    let set = 0;
    for (const [name, value] of Object.entries(inputs)) {
      const elements = flatten(value);
      const [high, low] = hashName(name);
      if (exports.getInputSignalSize(high, low) !== elements.length) {
        throw new Error(`${name}: the circuit takes ${exports.getInputSignalSize(high, low)} elements`);
      }
      elements.forEach((element, position) => {
        writeField(exports, element);
        exports.setInputSignal(high, low, position);
      });
      set += elements.length;
    }
    if (set !== exports.getInputSize()) {
      throw new Error(`The circuit takes ${exports.getInputSize()} inputs, not ${set}`);
    }
    // Read in place: a call for each word of each wire would take as long as the calculation.
    const limbs = new BigUint64Array(exports.memory.buffer, exports.getSharedRWMemoryStart(), WORDS / 2);
    return Array.from({ length: exports.getWitnessSize() }, (_, wire) => {
      exports.getWitness(wire);
      return limbs[0] | (limbs[1] << 64n) | (limbs[2] << 128n) | (limbs[3] << 192n);
    });
  }

  #start(): Exports {
    this.#exports ??= new WebAssembly.Instance(this.#module, {
      runtime: {
        exceptionHandler: (code: number) => {
          // A stopped calculator keeps half of its state: the next run starts a new one.
          this.#exports = undefined;
          throw code === ASSERT_FAILED ? new Unsatisfied() : new Error(`Witness calculator: error ${code}`);
        },
        printErrorMessage() {},
        writeBufferMessage() {},
        showSharedRWMemory() {},
      },
    }).exports as unknown as Exports;
    return this.#exports;
  }
}

/**
 * The same calculator with `i32.const 4; return; end`, its reaction to a failed `===`, turned into
 * `i32.const 4; drop; end`: every witness it makes for satisfying inputs is the same.
 */
function withoutAsserts(wasm: Uint8Array): Uint8Array {
  const patched = new Uint8Array(wasm);
  const [constant, returns, drop, end] = [0x41, 0x0f, 0x1a, 0x0b];
  for (let i = 0; i + 3 < patched.length; i++) {
    const isReaction =
      patched[i] === constant &&
      patched[i + 1] === ASSERT_FAILED &&
      patched[i + 2] === returns &&
      patched[i + 3] === end;
    if (isReaction) patched[i + 2] = drop;
  }
  return patched;
}

export function flatten(value: SignalValue): bigint[] {
  return typeof value === 'bigint' ? [value] : value.flatMap(flatten);
}

/** FNV-1a, by which the calculator knows its inputs' names. */
function hashName(name: string): [high: number, low: number] {
  let hash = 0xcbf29ce484222325n;
  for (const character of name) {
    hash = ((hash ^ BigInt(character.charCodeAt(0))) * 0x100000001b3n) & 0xffffffffffffffffn;
  }
  return [Number(hash >> 32n) | 0, Number(hash & 0xffffffffn) | 0];
}

function writeField(exports: Exports, value: bigint): void {
  let rest = value % FIELD_ORDER;
  if (rest < 0n) rest += FIELD_ORDER;
  for (let word = 0; word < WORDS; word++) {
    exports.writeSharedRWMemory(word, Number(rest & 0xffffffffn));
    rest >>= 32n;
  }
}

// SPDX-License-Identifier: GPL-3.0-or-later
import { buildBn128, type Curve } from 'ffjavascript';

/** Curve arithmetic on loan. Give it back, or its threads keep the process alive. */
export interface CurveLease {
  /** The curve to use now: another user of snarkjs may have ended the former one in the meantime. */
  curve(): Promise<Curve>;
  release(): Promise<void>;
}

declare global {
  /** Where ffjavascript keeps the one curve with threads that all its users in a process share. */
  var curve_bn128: Curve | null | undefined;
}

let tenants = 0;
let building: Promise<Curve> | undefined;

/** The curve that snarkjs uses too, with a thread for each core; ends with its last lease. */
export function leaseSharedCurve(): CurveLease {
  tenants++;
  let released = false;
  return {
    curve: sharedCurve,
    async release() {
      if (released) return;
      released = true;
      tenants--;
      await building;
      if (tenants === 0) await globalThis.curve_bn128?.terminate();
    },
  };
}

/** A curve without threads, for this lease alone. */
export function leaseSingleThreadCurve(): CurveLease {
  let curve: Promise<Curve> | undefined;
  return {
    curve() {
      curve ??= buildBn128(true);
      return curve;
    },
    async release() {
      curve = undefined;
    },
  };
}

/** Two calls at once must not build two curves: the library would lose sight of one, and its threads stay. */
async function sharedCurve(): Promise<Curve> {
  if (globalThis.curve_bn128) return globalThis.curve_bn128;
  building ??= buildBn128().finally(() => {
    building = undefined;
  });
  return building;
}

// SPDX-License-Identifier: GPL-3.0-or-later
import { FIELD_BYTES, Q, R, readField, writeField } from './field.ts';
import type { R1cs } from './r1cs.ts';

/** Points of a proving key, affine, Montgomery form, little-endian: 64 bytes in G1, 128 in G2. */
export interface ProvingKeyPoints {
  readonly alpha1: Uint8Array;
  readonly beta1: Uint8Array;
  readonly beta2: Uint8Array;
  readonly gamma2: Uint8Array;
  readonly delta1: Uint8Array;
  readonly delta2: Uint8Array;
  readonly ic: Uint8Array;
  readonly a: Uint8Array;
  readonly b1: Uint8Array;
  readonly b2: Uint8Array;
  readonly c: Uint8Array;
  readonly h: Uint8Array;
}

/** Numbers of the sections of snarkjs's zkey format, version 1. */
const SECTION = {
  protocol: 1,
  header: 2,
  ic: 3,
  coefficients: 4,
  a: 5,
  b1: 6,
  b2: 7,
  c: 8,
  h: 9,
  contributions: 10,
} as const;

const GROTH16 = 1;
const MONTGOMERY_SQUARED = (1n << 512n) % R;

/**
 * Writes a Groth16 zkey that snarkjs reads like its own.
 *
 * @param origin 64 bytes that say where the key comes from, in the place where snarkjs keeps its circuit hash;
 * no contribution follows, so `snarkjs zkey verify` rightly refuses the key
 */
export function encodeZkey(
  r1cs: R1cs,
  domain: number,
  points: ProvingKeyPoints,
  origin: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const sections: [number, Uint8Array][] = [
    [SECTION.protocol, uint32(GROTH16)],
    [SECTION.header, header(r1cs, domain, points)],
    [SECTION.ic, points.ic],
    [SECTION.coefficients, coefficients(r1cs)],
    [SECTION.a, points.a],
    [SECTION.b1, points.b1],
    [SECTION.b2, points.b2],
    [SECTION.c, points.c],
    [SECTION.h, points.h],
    [SECTION.contributions, Buffer.concat([origin, uint32(0)])],
  ];
  const parts = [Buffer.from('zkey'), uint32(1), uint32(sections.length)];
  for (const [id, content] of sections) parts.push(uint32(id), uint64(content.length), content);
  return new Uint8Array(Buffer.concat(parts));
}

function header(r1cs: R1cs, domain: number, points: ProvingKeyPoints): Uint8Array {
  return Buffer.concat([
    ...[uint32(FIELD_BYTES), field(Q), uint32(FIELD_BYTES), field(R)],
    ...[uint32(r1cs.wires), uint32(r1cs.publics), uint32(domain)],
    ...[points.alpha1, points.beta1, points.beta2, points.gamma2, points.delta1, points.delta2],
  ]);
}

/**
 * The matrices A and B by constraint, then the rows that put each public wire into A. The prover multiplies a
 * coefficient in Montgomery form with a plain witness value and wants Montgomery form back, so coefficients carry
 * the Montgomery factor twice.
 */
function coefficients(r1cs: R1cs): Uint8Array {
  const entryBytes = 12 + FIELD_BYTES;
  let count = r1cs.publics + 1;
  r1cs.visitTerms((matrix) => {
    if (matrix < 2) count++;
  });
  const bytes = new Uint8Array(4 + count * entryBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, count, true);
  let position = 4;
  const write = (matrix: number, constraint: number, wire: number, value: bigint): void => {
    view.setUint32(position, matrix, true);
    view.setUint32(position + 4, constraint, true);
    view.setUint32(position + 8, wire, true);
    writeField(bytes, position + 12, (value * MONTGOMERY_SQUARED) % R);
    position += entryBytes;
  };
  r1cs.visitTerms((matrix, constraint, wire, offset) => {
    if (matrix < 2) write(matrix, constraint, wire, readField(r1cs.bytes, offset));
  });
  for (let wire = 0; wire <= r1cs.publics; wire++) write(0, r1cs.constraints + wire, wire, 1n);
  return bytes;
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function uint64(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function field(value: bigint): Uint8Array {
  const bytes = new Uint8Array(FIELD_BYTES);
  writeField(bytes, 0, value);
  return bytes;
}

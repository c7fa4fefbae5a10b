// SPDX-License-Identifier: GPL-3.0-or-later
import { SottoError } from '../protocol/errors.ts';
import { FIELD_BYTES, R } from './field.ts';

/** The numbers at the head of an .r1cs file. */
export interface R1csHeader {
  readonly wires: number;
  /** Outputs and public inputs, the constant one not counted. */
  readonly publics: number;
  readonly constraints: number;
}

/** Called for each nonzero coefficient: matrix 0 is A, 1 is B, 2 is C; `offset` is where its 32 bytes begin. */
export type TermVisitor = (matrix: 0 | 1 | 2, constraint: number, wire: number, offset: number) => void;

export interface R1cs extends R1csHeader {
  readonly bytes: Uint8Array;
  visitTerms(visit: TermVisitor): void;
}

const HEADER_SECTION = 1;
const CONSTRAINTS_SECTION = 2;
const MAGIC = 0x73633172;

/**
 * Reads circom's binary R1CS (version 1) over the scalar field of BN254.
 *
 * @throws SottoError ARTIFACT_CORRUPT when the bytes are something else
 */
export function parseR1cs(bytes: Uint8Array, name: string): R1cs {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sections = readSections(view, name);
  const header = sections.get(HEADER_SECTION);
  const constraints = sections.get(CONSTRAINTS_SECTION);
  if (header === undefined || constraints === undefined || view.getUint32(header, true) !== FIELD_BYTES) {
    throw corrupt(name);
  }
  if (readFieldOrder(bytes, header + 4) !== R) throw corrupt(name);
  const at = header + 4 + FIELD_BYTES;
  return {
    bytes,
    wires: view.getUint32(at, true),
    publics: view.getUint32(at + 4, true) + view.getUint32(at + 8, true),
    constraints: view.getUint32(at + 24, true),
    visitTerms(visit) {
      visitTerms(view, constraints, this.constraints, visit);
    },
  };
}

function readSections(view: DataView, name: string): Map<number, number> {
  const sections = new Map<number, number>();
  try {
    if (view.getUint32(0, true) !== MAGIC || view.getUint32(4, true) !== 1) throw corrupt(name);
    let position = 12;
    for (let left = view.getUint32(8, true); left > 0; left--) {
      sections.set(view.getUint32(position, true), position + 12);
      position += 12 + Number(view.getBigUint64(position + 4, true));
    }
    if (position !== view.byteLength) throw corrupt(name);
  } catch (cause) {
    throw cause instanceof SottoError ? cause : corrupt(name, cause);
  }
  return sections;
}

function visitTerms(view: DataView, start: number, constraints: number, visit: TermVisitor): void {
  let position = start;
  for (let constraint = 0; constraint < constraints; constraint++) {
    for (const matrix of [0, 1, 2] as const) {
      const terms = view.getUint32(position, true);
      position += 4;
      for (let term = 0; term < terms; term++) {
        visit(matrix, constraint, view.getUint32(position, true), position + 4);
        position += 4 + FIELD_BYTES;
      }
    }
  }
}

function readFieldOrder(bytes: Uint8Array, offset: number): bigint {
  return BigInt(
    `0x${Buffer.from(bytes.subarray(offset, offset + FIELD_BYTES))
      .reverse()
      .toString('hex')}`,
  );
}

function corrupt(name: string, cause?: unknown): SottoError {
  return new SottoError(
    'ARTIFACT_CORRUPT',
    `The compiled circuit ${name} is damaged or not for BN254: run \`npm run build\``,
    { cause },
  );
}

// SPDX-License-Identifier: Apache-2.0
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { circomspect } from '../../scripts/lint/circomspect.ts';
import { compareFindings, type Finding } from '../../scripts/lint/findings.ts';
import { inspectCircuit, readWarnings } from '../../scripts/lint/inspect.ts';
import { ROOT, readProjectFile, readProjectFiles } from './support/projectFiles.ts';

const FIXTURES = 'test/ground/fixtures/lint';

describe('circuit lint', () => {
  it('circomspect_findsAHintThatNothingPins', async () => {
    const findings = await circomspect(['loose.circom'], join(ROOT, FIXTURES));
    expect(findings.map(({ rule }) => rule)).toContain('CS0005');
    // Only known when circomlib's own files were read too.
    expect(findings.some(({ finding }) => finding.includes('Num2Bits'))).toBe(true);
  });

  it('inspect_findsASignalInNoConstraint', async () => {
    const findings = await inspectCircuit(`${FIXTURES}/loose.circom`);
    expect(findings.map(({ where }) => where)).toContain('Loose');
    expect(findings.some(({ finding }) => finding.includes('unused'))).toBe(true);
  });

  it('inspect_refusesWhatDoesNotCompile', async () => {
    await expect(inspectCircuit(`${FIXTURES}/absent.circom`)).rejects.toThrow('circom refuses');
  });

  it('readWarnings_leavesParametersAndCountsOut', () => {
    const output =
      'warning[CA02]: In template "InRange(160)": Array of signals split.out contains a total of 160 signals that\n';
    expect(readWarnings(output)).toEqual([
      {
        tool: 'inspect',
        rule: 'CA02',
        where: 'InRange',
        finding: 'Array of signals split.out contains several signals that',
      },
    ]);
  });

  it('compareFindings_wantsEveryFindingExplainedAndNoneTooMany', () => {
    const finding: Finding = { tool: 'inspect', rule: 'CA01', where: 'T', finding: 'f' };
    const reason = 'constrained by the caller, see T';
    expect(compareFindings([finding], [])).toMatchObject({ unexplained: [finding], stale: [] });
    expect(compareFindings([], [{ ...finding, reason }])).toMatchObject({ stale: [{ ...finding, reason }] });
    expect(compareFindings([finding], [{ ...finding, reason: '' }])).toMatchObject({
      unreasoned: [{ reason: '' }],
    });
    expect(compareFindings([finding, finding], [{ ...finding, reason }])).toEqual({
      unexplained: [],
      stale: [],
      unreasoned: [],
    });
  });

  // The exception for Num2Bits rests on this: at 254 bits a value has two decompositions.
  it('inRange_isOnlyUsedFarBelowTheFieldsSize', () => {
    const sources = readProjectFiles((path) => /^circuits\/.*\.circom$/.test(path));
    const uses = Object.values(sources).flatMap((source) => [...source.matchAll(/= InRange\((.*?)\);/g)]);
    expect(uses.length).toBeGreaterThan(10);
    const { constants } = JSON.parse(readProjectFile('circuits/circuits.json')) as {
      constants: Record<string, number>;
    };
    const bitsOf = (width: string) => constants[width.replace(/\(\)$/, '')] ?? Number(width);
    expect(uses.map(([, width]) => width as string).filter((width) => !(bitsOf(width) <= 160))).toEqual([]);
  });
});

// SPDX-License-Identifier: Apache-2.0

/** Something a circuit analyser remarks on, in a form that survives moved lines and other parameters. */
export interface Finding {
  tool: 'circomspect' | 'inspect';
  /** The analyser's name for the kind of remark. */
  rule: string;
  /** File (circomspect) or template (inspect) it is about. */
  where: string;
  finding: string;
}

/** A finding that was looked at and is no mistake. */
export interface LintException extends Finding {
  /** Why it is no mistake. */
  reason: string;
}

export interface Comparison {
  /** Findings nobody has explained. */
  unexplained: Finding[];
  /** Exceptions nothing matches any more. */
  stale: LintException[];
  /** Exceptions without a reason. */
  unreasoned: LintException[];
}

/** Sets what the analysers found against what was explained. */
export function compareFindings(findings: Finding[], exceptions: LintException[]): Comparison {
  const found = new Set(findings.map(keyOf));
  const explained = new Set(exceptions.map(keyOf));
  return {
    unexplained: distinct(findings).filter((finding) => !explained.has(keyOf(finding))),
    stale: exceptions.filter((exception) => !found.has(keyOf(exception))),
    unreasoned: exceptions.filter(({ reason }) => typeof reason !== 'string' || reason.trim().length < 20),
  };
}

/** Each finding once, sorted: a template used by several circuits is remarked on in each. */
export function distinct(findings: Finding[]): Finding[] {
  const byKey = new Map(findings.map((finding) => [keyOf(finding), finding]));
  return [...byKey.keys()].sort().map((key) => byKey.get(key) as Finding);
}

function keyOf({ tool, rule, where, finding }: Finding): string {
  return JSON.stringify([tool, where, rule, finding]);
}

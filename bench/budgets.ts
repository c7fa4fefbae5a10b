// SPDX-License-Identifier: Apache-2.0

/** The most each figure may be; what is not listed has no budget. Reasons: docs/ARCHITECTURE.md. */
export const BUDGETS: Readonly<Record<string, number>> = {
  'constraints.trade': 16_380,
  'gas.settle.single': 450_000,
  'gas.settle.batch16.perTrade': 220_000,
  'keys.dev.seconds': 120,
  'sync.100k.seconds': 20,
};

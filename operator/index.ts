// SPDX-License-Identifier: Apache-2.0
export * from './prices/index.ts';
export * from './sequencer.ts';

// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from 'vitest';
import { VENUE } from '../../client/chain/interfaces.ts';
import { syncVenue } from '../../client/chain/syncVenue.ts';
import { insertNext } from '../../operator/sequencer.ts';
import type { Answer } from '../client/support/fakeNode.ts';
import { mined, noEngine, type Stage, sharedStage } from '../client/support/stage.ts';
import { expectCodeAsync } from '../support/expectCode.ts';

const shared = sharedStage();
let stage: Stage;

beforeEach(() => {
  stage = shared();
});

/** The node says that the venue refuses to close the batch. */
function refuseClosing(error: string, args: unknown[]): void {
  const selector = VENUE.getFunction('closeBatch')!.selector;
  stage.node.behave(({ method, params }, forward): Answer | Promise<Answer> => {
    const { data = '' } = (params[0] ?? {}) as { data?: string };
    if (method !== 'eth_call' || !data.startsWith(selector)) return forward();
    return { error: { code: 3, message: 'execution reverted', data: VENUE.encodeErrorResult(error, args) } };
  });
}

describe('the sequencer', () => {
  it('insertNext_waits_whileTheOpenBatchIsTooYoung_orAnotherWasFaster', async () => {
    await mined(stage.venue.queueStrangers!(3));
    const parameters = { view: await syncVenue(stage.connection), engine: noEngine(), signer: stage.signer };
    refuseClosing('BatchTooYoung', [0n, 99n]);
    expect(await insertNext(parameters)).toBeUndefined();
    refuseClosing('BatchEmpty', [1n]);
    expect(await insertNext(parameters)).toBeUndefined();
    refuseClosing('TreeFull', [1n]);
    await expectCodeAsync('TREE_FULL', () => insertNext(parameters));
  });

  it('insertNext_leavesAnIncompleteBatchOpen_whenAskedTo', async () => {
    await mined(stage.venue.queueStrangers!(3));
    const parameters = { view: await syncVenue(stage.connection), engine: noEngine(), signer: stage.signer };
    expect(await insertNext({ ...parameters, closeIncomplete: false })).toBeUndefined();
    expect(parameters.view.log.queue.state.openCount).toBe(3);
  });
});

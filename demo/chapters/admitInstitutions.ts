// SPDX-License-Identifier: Apache-2.0
import { admit, buildUpdate } from '../../client/registrar/buildUpdate.ts';
import { publishUpdate } from '../../client/registrar/publishUpdate.ts';
import { signUpdate } from '../../client/registrar/signUpdate.ts';
import type { Credential } from '../../protocol/credential.ts';
import { leiHashOf } from '../../protocol/credential.ts';
import { randomField } from '../../protocol/field.ts';
import { valueFromDollars } from '../../protocol/price.ts';
import { REGISTRAR_THRESHOLD } from '../cast.ts';
import { grouped, word } from '../format.ts';
import { type Actor, noteGas, type Stage, syncAll } from '../stage.ts';

const VALID_DAYS = 365;

/** Registrars put the institutions' credentials, with their hidden limits, into the registry. */
export async function admitInstitutions(stage: Stage): Promise<void> {
  const { terminal, actors } = stage;
  terminal.heading('2. Who may trade, and how much: known to few');
  terminal.say(
    'Each institution gives the registrars a member number and a view commitment, both hashes of its secrets. ' +
      'The registrars check who it is, set its limits, and two of the three sign.',
  );
  terminal.line();
  terminal.table(
    [
      { title: 'institution' },
      { title: '' },
      { title: 'LEI' },
      { title: 'one trade', align: 'right' },
      { title: 'desk and day', align: 'right' },
    ],
    [...actors.values()].map(({ institution }) => [
      institution.name,
      institution.fullName,
      institution.lei,
      `$${grouped(institution.maxTradeValue)}`,
      `$${grouped(institution.maxDeskDayVolume)}`,
    ]),
  );
  terminal.line();
  await terminal.progress('Two of three registrars: sign and post three credentials', () => admitAll(stage));
  terminal.say('What the chain sees of all that, and what it says to whom:', '  ');
  const posted = [...actors.values()].map(({ institution, desk, member }) => {
    const { leaf, sealedOpening } = member.view.log.registry.inSlot(desk.slot)!;
    const seen = `slot ${desk.slot}: leaf ${word(leaf)} and ${sealedOpening.length} sealed bytes`;
    return [seen, `${institution.name}: its limits, jurisdiction, expiry`];
  });
  terminal.table(
    [{ title: 'the chain' }, { title: 'the registrars, and only the institution it is sealed to' }],
    posted,
  );
}

async function admitAll(stage: Stage): Promise<void> {
  const { connection, registrars, batcher, inserterView: view, actors } = stage;
  const changes = [...actors.values()].map((actor) =>
    admit(actor.desk.slot, credentialOf(actor), actor.member.secrets.sealingPublicKey),
  );
  await syncAll(stage);
  const update = await buildUpdate(view, changes);
  const signing = registrars.slice(0, REGISTRAR_THRESHOLD);
  const signatures = await Promise.all(signing.map((signer) => signUpdate(connection, update, signer)));
  await noteGas(stage, 'admit', await publishUpdate({ connection, update, signatures, signer: batcher }));
  await syncAll(stage);
}

function credentialOf({ institution, member }: Actor): Credential {
  return {
    member: member.identifier,
    viewCommit: member.secrets.viewCommit(0),
    jurisdiction: institution.jurisdiction,
    maxTradeValue: valueFromDollars(institution.maxTradeValue),
    maxDeskDayVolume: valueFromDollars(institution.maxDeskDayVolume),
    expiry: member.view.today + VALID_DAYS,
    leiHash: leiHashOf(institution.lei),
    salt: randomField(),
  };
}

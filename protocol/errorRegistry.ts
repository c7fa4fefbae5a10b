// SPDX-License-Identifier: Apache-2.0

/** What a code means, and what whoever sees it should do. `docs/errors.md` is generated from this list. */
export interface ErrorEntry {
  title: string;
  remedy: string;
}

const entries = {
  // Values
  FIELD_OUT_OF_RANGE: {
    title: 'A value is not an element of the BN254 scalar field',
    remedy: 'Pass an integer from 0 up to, not including, the field order. Values are never reduced.',
  },
  VALUE_OUT_OF_RANGE: {
    title: 'A value does not fit the width the protocol gives it',
    remedy: 'See the widths in PROTOCOL §1 and in the list of public vectors.',
  },
  ADDRESS_INVALID: {
    title: 'Not an Ethereum address, or its checksum is wrong',
    remedy: 'Copy the address again: 0x and 40 hexadecimal digits.',
  },
  DATE_INVALID: {
    title: 'Not a day of the calendar',
    remedy: 'Give year, month and day of a real date from 1970 on.',
  },
  AMOUNT_MALFORMED: {
    title: 'An amount is not a plain decimal number',
    remedy: 'Write digits with at most one point, such as 1250.5: no sign, no separators, no exponent.',
  },
  AMOUNT_ZERO: { title: 'An amount is zero', remedy: 'Give a positive amount.' },
  AMOUNT_NEGATIVE: {
    title: 'An amount is negative',
    remedy: 'Give a positive amount; the action says the direction.',
  },
  AMOUNT_TOO_PRECISE: {
    title: 'An amount has more decimals than its asset',
    remedy: 'Round to the decimals of the asset.',
  },
  AMOUNT_TOO_LARGE: {
    title: 'An amount or balance would reach 2^120 base units',
    remedy: 'Check the decimals; no single holding may be that large.',
  },
  ASSET_UNKNOWN: {
    title: 'The venue lists no such asset',
    remedy: 'Use a listed symbol or a slot number from 0 to 15.',
  },
  LEI_INVALID: {
    title: 'Not a legal entity identifier',
    remedy: 'An LEI has 18 capital letters or digits and two check digits (ISO 17442). Copy it again.',
  },

  // Secrets
  PHRASE_INVALID: {
    title: 'The recovery phrase is not valid',
    remedy: 'Compare the words and their order with your copy: a word is misspelt, missing or swapped.',
  },

  // Desks, credentials, trees
  DESK_OUT_OF_RANGE: {
    title: 'No such desk number or credential slot',
    remedy: 'A member has desks 0 to 63 in its own slot; slots run from 0 to 32767.',
  },
  DESK_NOT_OPEN: { title: 'The desk has no account yet', remedy: 'Open the desk first.' },
  DESK_ALREADY_OPEN: {
    title: 'The desk is open already',
    remedy: 'Synchronise and use it, or open another desk number.',
  },
  DAY_IN_THE_PAST: {
    title: 'The action names an earlier day than the account has seen, or a day the venue no longer accepts',
    remedy: 'Check this machine’s clock and prove again for today.',
  },
  STATE_SPENT: {
    title: 'The state this action builds on was spent already',
    remedy: 'Synchronise, then build the action again on the newest state.',
  },
  STATE_PENDING: {
    title: 'The newest state of the desk is not in the account tree yet',
    remedy: 'Wait until its batch is inserted, or insert the batch yourself.',
  },
  CREDENTIAL_INVALID: {
    title: 'A field of a credential is out of range',
    remedy: 'Correct the field the message names.',
  },
  CREDENTIAL_MISSING: {
    title: 'The registry holds no credential of this member in this slot',
    remedy: 'Ask the registrar: it was never admitted or has been revoked. Withdrawals need no credential.',
  },
  CREDENTIAL_EXPIRED: { title: 'The credential has expired', remedy: 'Ask the registrar to renew it.' },
  CREDENTIAL_UNREADABLE: {
    title: 'The posted opening of a credential cannot be decrypted',
    remedy:
      'It was sealed to another key, slot, registry or chain, or is damaged. Ask the registrar to post it again.',
  },
  CREDENTIAL_MISMATCH: {
    title: 'The opening of a credential does not hash to the leaf in the registry',
    remedy: 'Do not use it; ask the registrar to post the right opening.',
  },
  QUORUM_MISSING: {
    title: 'A registry update lacks signatures of registrars',
    remedy: 'Collect the missing signatures over the same update; the message says how many.',
  },
  JURISDICTION_NOT_ALLOWED: {
    title: 'The policy does not allow the credential’s jurisdiction',
    remedy: 'Ask governance; withdrawals stay possible.',
  },
  VIEW_KEY_CHANGED: {
    title: 'The desk already acted today under its former view key',
    remedy: 'Deposit and trade again tomorrow; refresh and withdraw work today.',
  },
  TREE_FULL: {
    title: 'The tree has no free position',
    remedy: 'Move to a new deployment.',
  },
  LEAF_UNKNOWN: {
    title: 'The tree has no leaf at this position',
    remedy: 'Synchronise the tree first.',
  },
  BATCH_INVALID: {
    title: 'A batch of leaves is empty, too long or out of order',
    remedy: 'Append 1 to 64 leaves in the order of the queue.',
  },
  SNAPSHOT_CORRUPT: {
    title: 'A stored tree snapshot is damaged',
    remedy: 'Delete the snapshot and synchronise from the chain.',
  },

  // Terms, prices, policy
  TERMS_INVALID: {
    title: 'A field of the terms is out of range',
    remedy: 'Correct the field the message names.',
  },
  TERMS_MISMATCH: {
    title: 'The two sides do not hold the same terms',
    remedy: 'Compare the fields the message names with the counterparty before proving.',
  },
  TERMS_EXPIRED: { title: 'The deadline of the terms has passed', remedy: 'Agree on new terms.' },
  TERMS_NOT_OURS: {
    title: 'This member is on neither side of the terms',
    remedy: 'Check the member identifiers.',
  },
  COUNTERPARTY_SELF: {
    title: 'Both sides of the terms are the same member',
    remedy: 'A member cannot trade with itself; name another counterparty.',
  },
  BALANCE_INSUFFICIENT: {
    title: 'The desk does not hold enough of the asset',
    remedy: 'Deposit more, or give less.',
  },
  FEE_UNCOVERED: {
    title: 'The desk cannot cover the flat fee in the fee asset',
    remedy: 'Deposit some of the asset in slot 0: what a trade brings in cannot pay its own fee.',
  },
  TRADE_LIMIT_EXCEEDED: {
    title: 'The trade is larger than the credential allows',
    remedy: 'Split the trade or ask the registrar for a higher limit.',
  },
  DAY_LIMIT_EXCEEDED: {
    title: 'The trade would bring the desk over its volume for the day',
    remedy: 'Trade tomorrow, from another desk, or ask the registrar for a higher limit.',
  },
  DAY_RECORDS_EXHAUSTED: {
    title: 'The desk has made as many paying actions as a day allows',
    remedy: 'Trade from another desk or tomorrow; withdrawing and refreshing without fee still work.',
  },
  COLLAR_EXCEEDED: {
    title: 'The two legs differ by more than the price collar',
    remedy: 'Agree on a price closer to the benchmark.',
  },
  PRICE_INVALID: {
    title: 'A price is malformed, zero or too large',
    remedy: 'Prices are positive, below 2^96 units per base unit; check the decimals of the asset.',
  },
  PRICE_MISSING: {
    title: 'The snapshot has no price for an asset of the trade',
    remedy: 'Wait for the reporters, or trade other assets.',
  },
  PRICE_STALE: {
    title: 'The price snapshot is older than the policy allows',
    remedy: 'Take a fresh snapshot and prove again.',
  },
  POLICY_INVALID: {
    title: 'A field of the policy is out of range',
    remedy: 'Correct the field the message names.',
  },
  POLICY_CHANGED: {
    title: 'The venue’s policy or the registry changed since this was proven',
    remedy: 'Synchronise and prove again under what is current now.',
  },
  VENUE_PAUSED: {
    title: 'The guardian has paused opening, depositing and trading',
    remedy: 'Wait for the end of the pause. Refreshing, withdrawing and claiming go on.',
  },
  EXIT_SIGNATURE_MISSING: {
    title: 'The withdrawal lacks the signature of the desk’s exit authority',
    remedy: 'Have the exit authority sign the withdrawal.',
  },
  EXIT_SIGNATURE_INVALID: {
    title: 'The exit authority did not sign exactly this withdrawal',
    remedy:
      'Have it sign the request again: asset, amount, recipient, relayer, nonce and expiry must be the same.',
  },
  EXIT_NOT_DUE: {
    title: 'A delayed payout still has to wait',
    remedy: 'Claim it at the time the message names. Nobody can cancel it.',
  },
  NOTHING_OWED: {
    title: 'There is nothing to claim',
    remedy: 'Check the address or the number of the exit.',
  },
  WALLET_INSUFFICIENT: {
    title: 'The wallet does not hold the tokens to be deposited',
    remedy: 'Send the tokens to the wallet that signs the deposit, or deposit less.',
  },

  // Records and public vectors
  RECORD_MALFORMED: {
    title: 'A record does not encode any action',
    remedy: 'The chain or the software is not the one this record was made for.',
  },
  RECORD_FORGED: {
    title: 'A record does not authenticate under this key',
    remedy: 'The key belongs to another record, or the data was altered. Fetch the record from another node.',
  },
  RECORD_DUPLICATE: {
    title: 'Two records carry the same tag',
    remedy: 'Do not rely on this disclosure; report it.',
  },
  VECTOR_INVALID: {
    title: 'A public vector lacks an element or has one that does not belong',
    remedy: 'Give exactly the elements the message names.',
  },

  // Proving
  ARTIFACT_MISSING: {
    title: 'A circuit file or proving key is missing',
    remedy: 'Run `npm run build`, or point the prover at the release’s artifacts.',
  },
  ARTIFACT_CORRUPT: {
    title: 'A circuit file or proving key is damaged',
    remedy: 'Delete the file the message names and build or download it again.',
  },
  ARTIFACT_FOREIGN: {
    title: 'A circuit file or proving key belongs to another circuit or release',
    remedy: 'Use the artifacts of the release the venue was deployed with.',
  },
  CIRCUIT_UNKNOWN: {
    title: 'There is no circuit of this name',
    remedy: 'Use a name from circuits/circuits.json.',
  },
  CIRCUIT_COMPILE_FAILED: {
    title: 'A circuit does not compile',
    remedy: 'Correct the source the compiler’s message names.',
  },
  KEY_PUBLIC_COUNT: {
    title: 'A circuit or key does not have exactly the three public inputs h, rho and y',
    remedy: 'Declare `public [h, rho, y]` and no output in its main component, then run `npm run build`.',
  },
  KEY_SETUP_MISMATCH: {
    title: 'Keys of different circuits do not share one setup',
    remedy: 'Make all keys together: the contract verifies proofs of several circuits in one pairing check.',
  },
  KEY_DELTA_IS_GAMMA: {
    title: 'A key skipped the second phase of its ceremony',
    remedy: 'Never use it: anybody can forge its proofs. Contribute to the second phase.',
  },
  WITNESS_INPUT_INVALID: {
    title: 'Inputs of a circuit are missing, misnamed, of the wrong shape or no field elements',
    remedy: 'Correct the signal the message names; values are bigints below the field order.',
  },
  WITNESS_UNSATISFIED: {
    title: 'The inputs do not satisfy the statement',
    remedy: 'The input builder should have caught this: report the circuit and the step, never the inputs.',
  },
  PROOF_FAILED: {
    title: 'The proving engine failed',
    remedy: 'Try again; if it persists, rebuild the artifacts.',
  },
  PROVING_ABORTED: {
    title: 'The caller gave up on a proof',
    remedy: 'Nothing is lost; prove again when needed.',
  },
  ENGINE_CLOSED: { title: 'The proving engine was closed', remedy: 'Open a new engine.' },
  PROOF_INVALID: {
    title: 'A proof does not verify for its public inputs',
    remedy: 'Discard it. If it is your own, rebuild the artifacts and prove again.',
  },

  // Chain and storage
  CHAIN_UNREACHABLE: {
    title: 'The chain’s node does not answer',
    remedy: 'Check the address of the node; try again.',
  },
  CHAIN_TIMEOUT: {
    title: 'The chain’s node answered too late, or a transaction was not mined in time',
    remedy: 'Nothing is lost: synchronise before sending again.',
  },
  CHAIN_WRONG: {
    title: 'The node serves another chain than the one configured',
    remedy: 'Point the client at a node of the configured chain.',
  },
  CHAIN_REORGANISED: {
    title: 'The chain dropped blocks that were already read',
    remedy: 'Synchronise again; actions in dropped blocks may have to be sent again.',
  },
  CHAIN_INCONSISTENT: {
    title: 'Events and state of the contracts do not agree',
    remedy: 'The node is faulty or lies. Use another node and synchronise from the start.',
  },
  DEPLOYMENT_MISMATCH: {
    title: 'The contracts at the configured addresses are not this release’s',
    remedy: 'Check the addresses in the deployment file.',
  },
  TRANSACTION_REVERTED: {
    title: 'A contract refused the transaction',
    remedy: 'The message names the contract’s error; its meaning is in the interface.',
  },
  TRADE_SKIPPED: {
    title: 'The venue skipped the trade',
    remedy: 'The message names the reason; build both halves again on fresh state, prices and policy.',
  },
  HALF_ALREADY_RELEASED: {
    title: 'A half for these terms was released or settled before',
    remedy: 'One agreement settles once. Agree on new terms with a new salt, or refresh the desk first.',
  },
  HALF_INVALID: {
    title: 'A half is malformed or does not prove what it says',
    remedy: 'Do not use it; ask whoever sent it for a new one.',
  },
  REFRESH_REQUIRED: {
    title: 'Halves that this journal does not know of may still settle',
    remedy: 'Restore the desks, refresh each of them, and wait until the refreshes are on the chain.',
  },
  JOURNAL_CORRUPT: {
    title: 'The client’s journal is damaged',
    remedy: 'Restore the desk from its phrase, then refresh it before trading.',
  },
  JOURNAL_UNAVAILABLE: {
    title: 'The client’s journal cannot be read or written',
    remedy: 'Nothing was released. Check the path, the permissions and the free space of the disk.',
  },

  // Prices from bars
  BARS_MISSING: {
    title: 'No file of price bars was found',
    remedy: 'Give an existing CSV file with --bars, or leave the option out for simulated prices.',
  },
  BARS_MALFORMED: {
    title: 'A line of the price bars is not in the documented format',
    remedy: 'Correct the line the message names; the format is described in docs.',
  },
  REPORT_IMPOSSIBLE: {
    title: 'Too few exchanges have fresh prices for a report',
    remedy: 'Wait for data; a reporter rather stays silent than guesses.',
  },
  REPORTER_MISCONFIGURED: {
    title: 'A price reporter’s exchanges, assets, rules or times are not usable',
    remedy: 'Correct what the message names; see PRICES.md for what each setting means.',
  },
  ROUND_INVALID: {
    title: 'Price reports do not make one round',
    remedy: 'A round has one minute and one report of each reporter: collect the reports again.',
  },

  // Commands
  OPTION_INVALID: {
    title: 'A command was given an option it does not know, or an option without its value',
    remedy: 'Run the command with --help: it lists the options.',
  },
  BLOTTER_MALFORMED: {
    title: 'A line of the blotter is not a block trade in the documented format',
    remedy: 'Correct the line the message names; the header of demo/blotter.csv describes the format.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof entries;

export const ERROR_REGISTRY: Readonly<Record<ErrorCode, ErrorEntry>> = entries;

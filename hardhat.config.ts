// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module';
import hardhatEthers from '@nomicfoundation/hardhat-ethers';
import { defineConfig } from 'hardhat/config';

// The compiler comes with the npm packages: a build downloads nothing.
const soljson = createRequire(import.meta.url).resolve('solc/soljson.js');

export default defineConfig({
  plugins: [hardhatEthers],
  paths: { sources: './contracts', artifacts: './artifacts', cache: './cache' },
  solidity: {
    version: '0.8.37',
    path: soljson,
    settings: {
      // Transient storage (reentrancy guard) and mcopy need cancun. More runs would push the venue over the code limit.
      evmVersion: 'cancun',
      viaIR: true,
      optimizer: { enabled: true, runs: 800 },
      metadata: { bytecodeHash: 'none' },
    },
  },
  networks: {
    // What `hardhat node` and in-process tests run on; chain id 31337, where development keys are accepted.
    default: {
      type: 'edr-simulated',
      chainType: 'l1',
      hardfork: 'prague',
      allowUnlimitedContractSize: false,
    },
  },
});

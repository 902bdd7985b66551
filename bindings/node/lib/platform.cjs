// SPDX-License-Identifier: Apache-2.0
'use strict';

// Where this machine's program and addon are: in an optional package of its own, @pumice/linux-x64
// or @pumice/linux-arm64, which npm chooses by the machine.

const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');

const SUPPORTED = new Set(['linux-x64', 'linux-arm64']);
const ELSEWHERE =
  'On macOS and Windows run pumice in a container (the image is made for amd64 and arm64) or in ' +
  'WSL2, and set AWS_ENDPOINT_URL_DYNAMODB; docs/platforms.md has the commands.';

const platform = () => `${process.platform}-${process.arch}`;

// Node.js reports no glibc where it runs on another C library.
function isMusl() {
  const report = process.report?.getReport?.();
  return process.platform === 'linux' && report && !report.header.glibcVersionRuntime;
}

// The folder of the platform's package. Throws what to do where there is none.
function platformFolder() {
  const name = platform();
  if (!SUPPORTED.has(name)) {
    throw new Error(
      `pumice: there is no package for ${name}, only for linux-x64 and linux-arm64. ${ELSEWHERE}`,
    );
  }
  try {
    return dirname(require.resolve(`@pumice/${name}/package.json`));
  } catch {
    throw new Error(isMusl() ? NEEDS_GLIBC : notInstalled(`@pumice/${name}`));
  }
}

const NEEDS_GLIBC =
  'pumice: its program needs glibc, and this system (Alpine Linux?) has musl. Use an image of ' +
  'Node.js on Debian, such as node:22-slim, or run the container of pumice beside this one.';

const notInstalled = (name) =>
  `pumice: the package ${name} is not installed. It is an optional dependency: install without ` +
  '--omit=optional, and name its archive beside that of pumice: npm install --save-optional ' +
  './pumice-VERSION.tgz ./pumice-linux-x64-VERSION.tgz ./pumice-linux-arm64-VERSION.tgz. ' +
  'PUMICE_BINARY and PUMICE_ADDON name a program and an addon of your own.';

function existing(path, what) {
  if (existsSync(path)) return path;
  throw new Error(`pumice: ${what} ${path} is missing: reinstall @pumice/${platform()}`);
}

const programPath = () =>
  process.env.PUMICE_BINARY || existing(join(platformFolder(), 'bin', 'pumice'), 'the program');

const addonPath = () =>
  process.env.PUMICE_ADDON || existing(join(platformFolder(), 'lib', 'pumice.node'), 'the addon');

module.exports = { addonPath, programPath };

// SPDX-License-Identifier: Apache-2.0
'use strict';

// The addon, loaded when it is first wanted: start() does without.

const { addonPath } = require('./platform.cjs');

let loaded;

function addon() {
  if (loaded) return loaded;
  const path = addonPath();
  try {
    loaded = require(path);
  } catch (error) {
    throw new Error(
      `pumice: the addon ${path} cannot be loaded: ${error.message}. ` +
        'It needs Node.js 18 or newer, and the glibc of Debian 12 or Ubuntu 22.04 or newer; ' +
        'start() runs the program instead.',
    );
  }
  return loaded;
}

module.exports = { addon };

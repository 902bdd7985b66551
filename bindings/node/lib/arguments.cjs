// SPDX-License-Identifier: Apache-2.0
'use strict';

// What callers give, refused by the name that the README has for it.

const { inspect } = require('node:util');

function checkText(name, value) {
  if (typeof value !== 'string') {
    throw new TypeError(`pumice: ${name}: expected a string, not ${inspect(value)}`);
  }
  // Beyond JavaScript a text ends there.
  if (value.includes('\0')) {
    throw new TypeError(`pumice: ${name}: ${inspect(value)} has a zero character`);
  }
}

function checkOptionalText(name, value) {
  if (value !== undefined) checkText(name, value);
}

function checkFunction(name, value) {
  if (typeof value === 'function') return;
  throw new TypeError(`pumice: ${name}: expected a function, not ${inspect(value)}`);
}

function checkSettings(value) {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new TypeError(`pumice: settings: expected an object, not ${inspect(value)}`);
}

module.exports = { checkFunction, checkOptionalText, checkSettings, checkText };

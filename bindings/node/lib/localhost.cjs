// SPDX-License-Identifier: Apache-2.0
'use strict';

// NAME.localhost, which chooses a space whatever a client's credentials are. It is this machine
// (RFC 6761), but not every system's resolver knows: here Node.js's own clients do.

const dns = require('node:dns');

const RESOLVES = Symbol.for('pumice.resolvesLocalhost');
const LOOPBACK = '127.0.0.1';

// In this process, for good.
function resolveLocalhost() {
  const { lookup } = dns;
  if (lookup[RESOLVES]) return;
  const known = (name) => (/.\.localhost\.?$/i.test(name) ? LOOPBACK : name);
  dns.lookup = (name, ...rest) => lookup(known(name), ...rest);
  // promisify() has its own way with it.
  Object.defineProperties(dns.lookup, Object.getOwnPropertyDescriptors(lookup));
  dns.lookup[RESOLVES] = true;
}

// The URL of one space, where the server listens at this machine's own address.
function endpointOf(space, endpoint) {
  return endpoint.replace(/^http:\/\/(127\.0\.0\.1|localhost)(?=:|$)/, `http://${space}.localhost`);
}

module.exports = { endpointOf, resolveLocalhost };

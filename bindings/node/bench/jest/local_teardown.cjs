// SPDX-License-Identifier: Apache-2.0
module.exports = () => globalThis.local.kill('SIGKILL');

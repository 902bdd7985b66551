// SPDX-License-Identifier: Apache-2.0
'use strict';

// The emulator's clock. It moves only where the emulator was started with `clock: 'manual'`.
class Clock {
  #host;

  constructor(host) {
    this.#host = host;
  }

  async now() {
    return new Date((await this.#host.control('GET', 'clock')).now);
  }

  // To a Date, or an instant such as "2026-03-01". Does what falls due before it returns.
  async set(instant) {
    const set = instant instanceof Date ? instant.toISOString() : instant;
    return new Date((await this.#host.control('POST', 'clock', { set })).now);
  }

  // By an ISO 8601 duration such as "PT25H", or by milliseconds.
  async advance(duration) {
    if (typeof duration !== 'number') {
      return new Date((await this.#host.control('POST', 'clock', { advance: duration })).now);
    }
    return this.set(new Date((await this.now()).getTime() + duration));
  }
}

module.exports = { Clock };

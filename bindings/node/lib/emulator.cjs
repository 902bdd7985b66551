// SPDX-License-Identifier: Apache-2.0
'use strict';

// A pumice inside this process, without a port: libpumice through the addon.

const { addon } = require('./addon.cjs');
const {
  checkFunction,
  checkOptionalText,
  checkSettings,
  checkText,
} = require('./arguments.cjs');
const { Clock } = require('./clock.cjs');
const { Handler } = require('./handler.cjs');
const { programOptions } = require('./options.cjs');
const { createTables, splitSchema } = require('./schema.cjs');
const { readAnswer } = require('./service_error.cjs');
const { Space } = require('./space.cjs');

const FLAT_TYPE = 'Content-Type\0application/json\0';

class Emulator {
  #native;
  #opened;
  #handle; // once opened
  #port;
  #scheme;
  #region;
  #closing;

  constructor(settings = {}) {
    checkSettings(settings);
    const { paths, tables } = splitSchema(settings.schema);
    const schemas = paths.length > 0 ? ['--schema', ...paths] : [];
    this.#native = addon();
    this.#port = settings.port ?? 0;
    this.#scheme = settings.tls ? 'https' : 'http';
    this.#region = settings.region ?? 'us-east-1';
    this.clock = new Clock(this);
    this.#opened = this.#open([...programOptions(settings), ...schemas]);
    this.#opened.catch(() => {}); // whoever calls is told
    this.ready = this.#prepare(tables, settings.seed);
    this.ready.catch(() => {});
  }

  // A requestHandler for any number of clients of the SDK. `space`: whose tables they see.
  // `inline`: requests are answered on JavaScript's thread, which they block meanwhile.
  handler({ inline = false, ...settings } = {}) {
    checkOptionalText('space', settings.space);
    const send = inline ? this.#sendInline : this.#send;
    return new Handler((...request) => send.apply(this, request), settings);
  }

  // For `new DynamoDBClient(...)`, which then asks the machine for neither region nor credentials,
  // and signs nothing: a third of its own time, and nobody would look.
  config(space, { inline } = {}) {
    return {
      requestHandler: this.handler({ space, inline, region: this.#region }),
      region: this.#region,
      credentials: { accessKeyId: 'pumice', secretAccessKey: 'pumice' },
      signer: { sign: async (request) => request },
    };
  }

  // One operation of DynamoDB or its streams, in DynamoDB's JSON. Rejects with {name, message}.
  async call(operation, input = {}, { space } = {}) {
    checkText('operation', operation);
    checkOptionalText('space', space);
    await this.ready;
    return this.#callNow(operation, input, space);
  }

  space(name = 'default') {
    return new Space(this, name);
  }

  // Of this package's own use: a request under /_pumice/.
  async control(method, path, body, space) {
    await this.ready;
    const headers = space ? `${FLAT_TYPE}X-Pumice-Space\0${space}\0` : FLAT_TYPE;
    const text = body ? JSON.stringify(body) : '';
    const answer = await this.#native.handle(
      this.#handle,
      method,
      `/_pumice/${path}`,
      headers,
      text,
    );
    return readAnswer(answer.statusCode, answer.body.toString('utf8'));
  }

  // Calls with each record of a table's stream from now on; {close()} ends that.
  async onRecord(table, callback, { space } = {}) {
    checkText('table', table);
    checkFunction('callback', callback);
    checkOptionalText('space', space);
    await this.ready;
    const onText = (text) => callback(JSON.parse(text));
    const feed = await this.#native.follow(this.#handle, space, table, onText);
    return { close: () => this.#native.unfollow(feed) };
  }

  // Serves HTTP too, until closed; the port, and what a client wants.
  async listen(port = this.#port) {
    await this.ready;
    const given = await this.#native.listen(this.#handle, port);
    return { port: given, endpoint: `${this.#scheme}://127.0.0.1:${given}` };
  }

  // Idempotent. What is under way settles before.
  close() {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]() {
    await this.close();
  }

  async #open(options) {
    this.#handle = await this.#native.open(options);
  }

  async #prepare(tables, seed) {
    await this.#opened;
    const call = (operation, input) => this.#callNow(operation, input);
    await createTables({ call }, tables);
    if (seed) await new Space({ call }, 'default').seed(seed);
  }

  async #callNow(operation, input, space) {
    const text = JSON.stringify(input);
    const answer = await this.#native.call(this.#handle, space, operation, text);
    return readAnswer(answer.status, answer.body);
  }

  async #send(method, target, headers, body) {
    await this.ready;
    return this.#native.handle(this.#handle, method, target, headers, body);
  }

  async #sendInline(method, target, headers, body) {
    await this.ready;
    return this.#native.handleNow(this.#handle, method, target, headers, body);
  }

  async #close() {
    await this.ready.catch(() => {});
    if (this.#handle) await this.#native.close(this.#handle);
  }
}

const createEmulator = (settings) => new Emulator(settings);

// The requestHandler of one client, which has an emulator to itself: client.destroy() ends both.
function handler(settings = {}) {
  checkSettings(settings);
  checkOptionalText('space', settings.space);
  const emulator = new Emulator(settings);
  const { space } = settings;
  return emulator.handler({ space, destroy: () => emulator.close() });
}

module.exports = { createEmulator, handler };

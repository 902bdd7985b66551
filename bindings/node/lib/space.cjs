// SPDX-License-Identifier: Apache-2.0
'use strict';

const { checkText } = require('./arguments.cjs');
const { plant } = require('./seed.cjs');

const encode = encodeURIComponent;
const CONFLICT = 409;

// A set of tables with its own snapshots. `host` has control(method, path, body, space) and
// call(operation, input, {space}), over HTTP or in process.
class Space {
  #host;

  constructor(host, name) {
    checkText('space', name);
    this.#host = host;
    this.name = name;
  }

  // One operation of DynamoDB, its input and answer in DynamoDB's JSON.
  async call(operation, input = {}) {
    checkText('operation', operation);
    return this.#host.call(operation, input, { space: this.name });
  }

  // Makes `to` a copy of this space, in the same time however much it holds. Returns it. Rejects
  // where `to` has tables: what somebody may still want is deleted by delete() alone.
  async fork(to) {
    checkText('space', to);
    await this.#host.control('POST', `spaces/${encode(to)}`, { from: this.name });
    return new Space(this.#host, to);
  }

  // Replaces an earlier snapshot of that name.
  async snapshot(name) {
    checkText('snapshot', name);
    const take = () => this.#host.control('POST', 'snapshots', { name }, this.name);
    try {
      await take();
    } catch (error) {
      if (error.status !== CONFLICT) throw error;
      await this.deleteSnapshot(name);
      await take();
    }
  }

  async restore(name) {
    await this.#host.control('POST', `snapshots/${encode(name)}/restore`, undefined, this.name);
  }

  async deleteSnapshot(name) {
    await this.#host.control('DELETE', `snapshots/${encode(name)}`, undefined, this.name);
  }

  async reset() {
    await this.#host.control('POST', 'reset', undefined, this.name);
  }

  async delete() {
    await this.#host.control('DELETE', `spaces/${encode(this.name)}`);
  }

  // Puts the items of a seed: {"Table": [item, ...]}, or the path of a JSON file.
  async seed(seed) {
    await plant(this, seed);
  }

  // Every item of every table, in DynamoDB's JSON: what a seed may be.
  async items() {
    const items = {};
    for (const table of await this.#tables()) items[table] = await this.#scan(table);
    return items;
  }

  async #tables() {
    const names = [];
    let ExclusiveStartTableName;
    do {
      const page = await this.call('ListTables', { ExclusiveStartTableName });
      names.push(...page.TableNames);
      ExclusiveStartTableName = page.LastEvaluatedTableName;
    } while (ExclusiveStartTableName);
    return names;
  }

  async #scan(TableName) {
    const items = [];
    let ExclusiveStartKey;
    do {
      const page = await this.call('Scan', { TableName, ExclusiveStartKey, ConsistentRead: true });
      items.push(...page.Items);
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return items;
  }
}

module.exports = { Space };

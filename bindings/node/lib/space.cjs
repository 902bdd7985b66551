// SPDX-License-Identifier: Apache-2.0
'use strict';

const { plant } = require('./seed.cjs');

const encode = encodeURIComponent;

// A set of tables with its own snapshots. `host` has control(method, path, body, space) and
// call(operation, input, {space}), over HTTP or in process.
class Space {
  #host;

  constructor(host, name) {
    this.#host = host;
    this.name = name;
  }

  // One operation of DynamoDB, its input and answer in DynamoDB's JSON.
  call(operation, input = {}) {
    return this.#host.call(operation, input, { space: this.name });
  }

  // Makes `to` a copy of this space, in the same time however much it holds. What `to` held is
  // deleted. Returns it.
  async fork(to) {
    const copy = new Space(this.#host, to);
    const take = () => this.#host.control('POST', `spaces/${encode(to)}`, { from: this.name });
    await orInPlaceOf(take, () => copy.delete());
    return copy;
  }

  // Replaces an earlier snapshot of that name.
  async snapshot(name) {
    const take = () => this.#host.control('POST', 'snapshots', { name }, this.name);
    await orInPlaceOf(take, () => this.deleteSnapshot(name));
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

const CONFLICT = 409;

// Takes what `take` does; where there is such a thing already, removes that first.
async function orInPlaceOf(take, remove) {
  try {
    return await take();
  } catch (error) {
    if (error.status !== CONFLICT) throw error;
  }
  await remove();
  return take();
}

module.exports = { Space };

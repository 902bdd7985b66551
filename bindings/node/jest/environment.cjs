// SPDX-License-Identifier: Apache-2.0
'use strict';

// Jest's testEnvironment: Node's, with a space for the worker and a snapshot for each test.
//
// It works outside the sandbox of the tests: their fake timers and mocks do not reach it, and it
// restores behind their last afterEach. For another environment, a file of your own:
//   const { withPumice } = require('pumice/jest/environment');
//   module.exports = withPumice(require('jest-environment-jsdom').default);

const { createRequire } = require('node:module');
const { inspect } = require('node:util');
const { TestSpace, addNote, findState, setVariables } = require('../lib/test_run.cjs');
const { configOf } = require('./config.cjs');

function withPumice(Environment) {
  return class PumiceEnvironment extends Environment {
    #root;
    #file;
    #tests;

    constructor(config, context) {
      super(config, context);
      this.#root = config.projectConfig.rootDir;
      this.#file = context.testPath;
    }

    async setup() {
      await super.setup();
      const state = await findState(this.#root, 'pumice/jest/setup', () => configOf(this.#root));
      this.#tests = new TestSpace(state, process.env.JEST_WORKER_ID ?? 1);
      const { env } = this.global.process;
      setVariables(env, this.#tests.variables(env));
      await this.#tests.begin();
    }

    async handleTestEvent(event, state) {
      await super.handleTestEvent?.(event, state);
      // Tests that run at once began before their test_start.
      if (event.test?.concurrent) return;
      if (event.name === 'test_start') await this.#tests.beforeTest(event.test.parent);
      if (event.name === 'test_skip' || event.name === 'test_todo') await this.#finish(event.test);
      if (event.name === 'test_done') await this.#finish(event.test);
    }

    async teardown() {
      this.#tests?.end();
      await super.teardown();
    }

    async #finish(test) {
      const named = { file: this.#file, names: namesOf(test) };
      const note = await this.#tests.afterTest(named, test.errors.length > 0);
      if (note) test.errors = test.errors.map((error) => withNote(error, note));
    }
  };
}

// An error of Jest's list: what was thrown, or [that, an error whose stack tells where].
function withNote(entry, note) {
  const [thrown, where] = [entry].flat();
  if (typeof thrown === 'object' && thrown !== null) {
    addNote(thrown, note);
    return entry;
  }
  const [frames = ''] = /\n\s+at [^]*/.exec(where?.stack ?? '') ?? [];
  const error = new Error(`thrown: ${inspect(thrown)}\n\n${note}`);
  error.stack = error.message + frames;
  return error;
}

// Those of the describe blocks around it, and its own.
function namesOf(test) {
  const names = [];
  for (let block = test; block && block.name !== 'ROOT_DESCRIBE_BLOCK'; block = block.parent) {
    names.unshift(String(block.name));
  }
  return names;
}

// Jest's own, also where a package manager shows each package its own dependencies only.
function nodeEnvironment() {
  const chain = ['jest', 'jest-cli', 'jest-config'];
  const places = [require, createRequire(`${process.cwd()}/`)];
  for (let from = places[1]; chain.length > 0;) {
    try {
      from = createRequire(from.resolve(chain.shift()));
      places.push(from);
    } catch {
      break;
    }
  }
  for (const each of places) {
    try {
      return each('jest-environment-node').TestEnvironment;
    } catch (error) {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    }
  }
  throw new Error(
    'pumice/jest needs jest-environment-node, a part of Jest: npm install --save-dev jest',
  );
}

const PumiceEnvironment = withPumice(nodeEnvironment());
module.exports = PumiceEnvironment;
module.exports.default = PumiceEnvironment;
module.exports.withPumice = withPumice;

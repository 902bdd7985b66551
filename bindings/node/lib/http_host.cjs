// SPDX-License-Identifier: Apache-2.0
'use strict';

// A server of pumice, asked over HTTP.
// By node:http, not fetch: tests replace that one more often, and Node 18 warns of it.

const http = require('node:http');
const https = require('node:https');
const { readAnswer } = require('./service_error.cjs');

// What pumice wants to see of a signature. It checks none.
function unsigned(region) {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `pumice/${date.slice(0, 8)}/${region}/dynamodb/aws4_request`;
  return {
    'X-Amz-Date': date,
    Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
  };
}

class HttpHost {
  #url;
  #region;
  #agent;
  #request;
  #isClosed = false;

  constructor(endpoint, region) {
    const { Agent, request } = endpoint.startsWith('https:') ? https : http;
    this.#url = endpoint;
    this.#region = region;
    // A certificate that the program made itself has no one who vouches for it.
    this.#agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
    this.#request = request;
  }

  async call(operation, input, { space } = {}) {
    const headers = {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': `${targetOf(operation)}.${operation}`,
      ...unsigned(this.#region),
      ...(space && { 'X-Pumice-Space': space }),
    };
    return this.#send('POST', '/', headers, JSON.stringify(input));
  }

  async control(method, path, body, space) {
    const headers = space ? { 'X-Pumice-Space': space } : {};
    return this.#send(method, `/_pumice/${path}`, headers, body ? JSON.stringify(body) : '');
  }

  // Idempotent: pumice has stopped.
  close() {
    this.#isClosed = true;
    this.#agent.destroy();
  }

  async #send(method, path, headers, body) {
    if (this.#isClosed) {
      throw Object.assign(new Error('pumice has stopped'), { code: 'PUMICE_CLOSED' });
    }
    const options = { method, agent: this.#agent, headers };
    options.headers['Content-Length'] = Buffer.byteLength(body);
    const [status, text] = await new Promise((resolve, reject) => {
      const request = this.#request(this.#url + path, options, (answer) => {
        const chunks = [];
        answer.on('data', (chunk) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve([answer.statusCode, text]);
        });
      });
      request.on('error', reject);
      request.end(body);
    });
    return readAnswer(status, text);
  }
}

const STREAMS = new Set(['ListStreams', 'DescribeStream', 'GetShardIterator', 'GetRecords']);
const targetOf = (operation) =>
  STREAMS.has(operation) ? 'DynamoDBStreams_20120810' : 'DynamoDB_20120810';

module.exports = { HttpHost, targetOf, unsigned };

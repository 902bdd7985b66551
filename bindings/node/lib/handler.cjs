// SPDX-License-Identifier: Apache-2.0
'use strict';

const { unsigned } = require('./http_host.cjs');

// `requestHandler` of the AWS SDK v3: what NodeHttpHandler is to the network, for an emulator in
// this process. Knows the SDK's contract, none of its packages.

function abortError(signal) {
  const { reason } = signal;
  const isText = reason !== undefined && !(reason instanceof Error);
  const error = new Error(isText ? String(reason) : 'Request aborted');
  error.name = 'AbortError';
  if (reason instanceof Error) error.cause = reason;
  return error;
}

const timeoutError = (millis) =>
  Object.assign(new Error(`pumice: the request has exceeded the requestTimeout of ${millis} ms`), {
    name: 'TimeoutError',
    code: 'ETIMEDOUT',
  });

// Rejects once the signal is aborted. The request itself is carried out all the same.
function unlessAborted(answer, signal) {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(abortError(signal));
    const listens = typeof signal.addEventListener === 'function';
    if (listens) signal.addEventListener('abort', onAbort, { once: true });
    else signal.onabort = onAbort;
    answer
      .finally(() => listens && signal.removeEventListener('abort', onAbort))
      .then(resolve, reject);
  });
}

// As NodeHttpHandler: a request that takes longer is an error only if `throwOnRequestTimeout`.
function withTimeout(answer, millis, { throwOnRequestTimeout, logger }) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const error = timeoutError(millis);
      if (throwOnRequestTimeout) reject(error);
      else (logger ?? console).warn(`${error.message}; throwOnRequestTimeout makes it an error`);
    }, millis);
    answer.finally(() => clearTimeout(timer)).then(resolve, reject);
  });
}

const encode = (text) =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

// The target with its query: a value, a list of values, or null for a name alone.
function targetOf({ path, query }) {
  const parts = [];
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === null) parts.push(encode(name));
    else if (value !== undefined) {
      for (const each of [value].flat()) parts.push(`${encode(name)}=${encode(each)}`);
    }
  }
  return parts.length === 0 ? path || '/' : `${path || '/'}?${parts.join('&')}`;
}

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

// What the addon takes: a string or a Uint8Array. A promise of it for a stream.
function bodyOf(body) {
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (body === undefined || body === null) return '';
  if (ArrayBuffer.isView(body))
    return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  if (typeof body.arrayBuffer === 'function')
    return body.arrayBuffer().then((b) => new Uint8Array(b));
  if (typeof body[Symbol.asyncIterator] === 'function') return collect(body);
  throw new TypeError(`pumice: a request's body cannot be a ${typeof body}`);
}

// Headers as the addon takes them: each name and value with a zero byte behind it.
function flatten(headers) {
  let flat = '';
  for (const name in headers) flat += `${name}\0${headers[name]}\0`;
  return flat;
}

const isSigned = (headers) => 'authorization' in headers || 'Authorization' in headers;

class Handler {
  metadata = { handlerProtocol: 'http/1.1' };
  #send;
  #own; // headers of each request
  #unsigned; // and of those that a client without a signer sends
  #config;
  #destroy;

  // `send(method, target, headers, body)`: the addon's, which answers {statusCode, headers, body}.
  constructor(send, { space, region = 'us-east-1', destroy, ...config } = {}) {
    this.#send = send;
    this.#own = space === undefined ? '' : flatten({ 'X-Pumice-Space': space });
    this.#unsigned = this.#own + flatten(unsigned(region));
    this.#config = config;
    this.#destroy = destroy;
  }

  async handle(request, { abortSignal, requestTimeout } = {}) {
    if (abortSignal?.aborted) throw abortError(abortSignal);
    const body = bodyOf(request.body);
    let answer = this.#answer(request, typeof body?.then === 'function' ? await body : body);
    const millis = requestTimeout ?? this.#config.requestTimeout;
    if (millis) answer = withTimeout(answer, millis, this.#config);
    if (abortSignal) answer = unlessAborted(answer, abortSignal);
    return { response: await answer };
  }

  // Of the clients that share the emulator none ends it, but for handler()'s only one.
  destroy() {
    this.#destroy?.();
  }

  // The SDK sets its own defaults by symbols, as a hint: {@link Symbol.for}("logger").
  updateHttpClientConfig(key, value) {
    if (key === Symbol.for('logger')) this.#config.logger ??= value;
    else if (typeof key === 'string') this.#config[key] = value;
  }

  httpHandlerConfigs() {
    return this.#config;
  }

  #answer({ method, headers, path, query }, body) {
    const own = isSigned(headers) ? this.#own : this.#unsigned;
    return this.#send(method, targetOf({ path, query }), own + flatten(headers), body);
  }
}

module.exports = { Handler };

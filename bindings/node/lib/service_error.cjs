// SPDX-License-Identifier: Apache-2.0
'use strict';

// What DynamoDB, or /_pumice/, answers where it refuses: {name, message} as the SDK's errors have.
class ServiceError extends Error {
  constructor(status, body) {
    super(body.message ?? body.Message ?? `status ${status}`);
    const { __type: type = 'PumiceError', message, Message, ...members } = body;
    this.name = type.slice(type.indexOf('#') + 1);
    Object.assign(this, members);
    this.status = status;
  }
}

// The JSON of an answer. Throws ServiceError.
function readAnswer(status, text) {
  let body;
  try {
    body = JSON.parse(text || '{}');
  } catch {
    body = { message: text };
  }
  if (status >= 400) throw new ServiceError(status, body);
  return body;
}

module.exports = { ServiceError, readAnswer };

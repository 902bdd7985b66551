// SPDX-License-Identifier: Apache-2.0
'use strict';

// Items as JavaScript values, in DynamoDB's JSON.

const TYPES = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS']);

const base64 = (bytes) =>
  Buffer.from(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, bytes.byteLength).toString('base64');
const isBytes = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value);

function isAttributeValue(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const names = Object.keys(value);
  return names.length === 1 && TYPES.has(names[0]);
}

// Whether an item is in DynamoDB's form already: every attribute {"S": "..."} or the like.
const isMarshalled = (item) => Object.values(item).every(isAttributeValue);

function marshallSet(set) {
  const elements = [...set];
  if (elements.length === 0) throw new TypeError('seed: DynamoDB has no empty sets');
  if (elements.every((each) => typeof each === 'string')) return { SS: elements };
  if (elements.every(isBytes)) return { BS: elements.map(base64) };
  return { NS: elements.map(String) };
}

function marshallValue(value) {
  if (value === null) return { NULL: true };
  switch (typeof value) {
    case 'string':
      return { S: value };
    case 'boolean':
      return { BOOL: value };
    case 'bigint':
      return { N: String(value) };
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`seed: DynamoDB has no number ${value}`);
      return { N: String(value) };
    case 'object':
      if (Array.isArray(value)) return { L: value.map(marshallValue) };
      if (value instanceof Set) return marshallSet(value);
      if (isBytes(value)) return { B: base64(value) };
      return { M: marshall(value) };
    default:
      throw new TypeError(`seed: a ${typeof value} is no attribute's value`);
  }
}

function marshall(item) {
  const entries = Object.entries(item).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, marshallValue(value)]));
}

// Bytes of an item in DynamoDB's form as JSON has them.
function withBase64(value) {
  if (isBytes(value)) return base64(value);
  if (Array.isArray(value)) return value.map(withBase64);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withBase64(each)]));
}

const toWire = (item) => (isMarshalled(item) ? withBase64(item) : marshall(item));

module.exports = { toWire };

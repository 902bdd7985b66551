// SPDX-License-Identifier: Apache-2.0

// DynamoDB's JSON as the scenario states it, and the forms in which the SDK gives and takes it.

// Binary values of the scenario (base64) as the bytes that the SDK takes.
export function withBytes(value) {
  if (Array.isArray(value)) return value.map(withBytes);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  if (entries.length === 1) {
    const [[tag, payload]] = entries;
    if (tag === 'B' && typeof payload === 'string') return { B: Buffer.from(payload, 'base64') };
    if (tag === 'BS' && Array.isArray(payload)) {
      return { BS: payload.map((element) => Buffer.from(element, 'base64')) };
    }
  }
  return Object.fromEntries(entries.map(([name, member]) => [name, withBytes(member)]));
}

// An answer as the scenario states answers: base64, ordered sets, no absent members.
export function normalized(answer) {
  if (answer instanceof Uint8Array) return Buffer.from(answer).toString('base64');
  if (Array.isArray(answer)) return answer.map(normalized);
  if (answer === null || typeof answer !== 'object' || answer instanceof Date) return answer;
  return Object.fromEntries(
    Object.entries(answer)
      .filter(([name, member]) => member !== undefined && name !== '$metadata')
      .map(([name, member]) => {
        const plain = normalized(member);
        return [name, ['SS', 'NS', 'BS'].includes(name) ? plain.sort() : plain];
      }),
  );
}

// SPDX-License-Identifier: Apache-2.0
const files = require('./files.cjs');

describe('outer: block', () => {
  test('fails & tells where', async () => {
    await files.put('left behind');
    expect(await files.get('1')).toEqual({ id: '1', hello: 'moon' });
  });

  test('passes', async () => expect(await files.ids()).toEqual(['1']));
});

test('throws what is no error', async () => {
  await files.get('1');
  throw 'text';
});

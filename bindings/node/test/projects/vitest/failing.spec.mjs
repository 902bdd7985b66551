// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';

import * as files from './files.mjs';

describe('outer: block', () => {
  test('fails & tells where', async () => {
    await files.put('left behind');
    expect(await files.get('1')).toEqual({ id: '1', hello: 'moon' });
  });

  test('passes', async () => expect(await files.ids()).toEqual(['1']));
});

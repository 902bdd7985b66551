// SPDX-License-Identifier: Apache-2.0
import { isolated } from './isolated.mjs';

isolated('a');

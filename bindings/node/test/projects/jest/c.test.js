// SPDX-License-Identifier: Apache-2.0
require('./isolated.js')('c');

// SPDX-License-Identifier: Apache-2.0
'use strict';

// How a client says whose tables it wants: by access key or region, as --spaces has it.

const SECRET = 'pumice';
const DEFAULT = 'default';
const LOCAL_ACCOUNT = '000000000000';

// What each part of a mode looks at, in the order in which a space's name has them.
const PARTS = {
  account: { member: 'accessKeyId', ofNobody: () => LOCAL_ACCOUNT },
  'access-key': { member: 'accessKeyId', ofNobody: () => DEFAULT },
  region: { member: 'region', ofNobody: (region) => region },
};

const partsOf = (mode) => Object.keys(PARTS).filter((part) => mode.split('+').includes(part));

// The space of a client that says nothing particular.
function primarySpace(mode, region) {
  if (mode === 'shared') return DEFAULT;
  return partsOf(mode)
    .map((part) => PARTS[part].ofNobody(region))
    .join('+');
}

// {region, credentials} by which a client finds `space`. Throws where the mode has no way to.
function callerOf(space, mode, region) {
  const caller = { accessKeyId: 'pumice', region };
  if (mode !== 'shared') {
    const names = (space ?? primarySpace(mode, region)).split('+');
    partsOf(mode).forEach((part, i) => (caller[PARTS[part].member] = names[i] ?? region));
  } else if (space !== undefined && space !== DEFAULT) {
    throw new Error(
      `pumice: every client sees the space "default", none "${space}": ` +
        "start with {spaces: 'access-key'}, which gives each access key a space of its own",
    );
  }
  const { accessKeyId } = caller;
  return { region: caller.region, credentials: { accessKeyId, secretAccessKey: SECRET } };
}

module.exports = { callerOf, primarySpace };

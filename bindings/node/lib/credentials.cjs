// SPDX-License-Identifier: Apache-2.0
'use strict';

// How a client says whose tables it wants: by access key or region, as --spaces has it.

const SECRET = 'pumice';

// {region, credentials} by which a client finds `space`. Throws where the mode has no way to.
function callerOf(space, mode, region) {
  const caller = (accessKeyId, inRegion = region) => ({
    region: inRegion,
    credentials: { accessKeyId, secretAccessKey: SECRET },
  });
  switch (mode) {
    case 'shared':
      if (space !== undefined && space !== 'default') {
        throw new Error(
          `pumice: every client sees the space "default", none "${space}": ` +
            "start with {spaces: 'access-key'}, which gives each access key a space of its own",
        );
      }
      return caller('pumice');
    case 'access-key':
    case 'account':
      return caller(space ?? 'default');
    case 'region':
      return caller('pumice', space ?? region);
    default: {
      const [key, inRegion] = (space ?? `pumice+${region}`).split('+');
      return caller(key, inRegion ?? region);
    }
  }
}

module.exports = { callerOf };

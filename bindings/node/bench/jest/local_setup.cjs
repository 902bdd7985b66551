// SPDX-License-Identifier: Apache-2.0

// DynamoDB Local, one for all workers.
const { spawn } = require('node:child_process');
const net = require('node:net');
const { dirname, join } = require('node:path');

const SECONDS = 30;

function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const answers = (port) =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(true) || socket.destroy());
    socket.on('error', () => resolve(false));
  });

module.exports = async () => {
  const home = join(
    dirname(require.resolve('amplify-dynamodb-simulator/package.json')),
    'emulator',
  );
  const port = await freePort();
  const options = [`-Djava.library.path=${join(home, 'DynamoDBLocal_lib')}`, '-jar'];
  const flags = ['-port', port, '-inMemory', '-sharedDb', '-disableTelemetry'];
  const jar = join(home, 'DynamoDBLocal.jar');
  globalThis.local = spawn('java', [...options, jar, ...flags], { stdio: 'ignore' });
  for (const end = Date.now() + SECONDS * 1000; !(await answers(port));) {
    if (Date.now() > end) throw new Error('DynamoDB Local does not start');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  process.env.BENCH_ENDPOINT = `http://127.0.0.1:${port}`;
};

-- Replays the requests of a file: the first line is the value of X-Amz-Target, every other line
-- one body.
-- A run of twelve @ in a body becomes a number that grows from request to request.
local PLACEHOLDER = "@@@@@@@@@@@@"
local bodies = {}
local next_body = 0
local counter = (os.time() % 1000000) * 1000000

local function head(target, length)
  return table.concat({
    "POST / HTTP/1.1",
    "Host: 127.0.0.1",
    "Content-Type: application/x-amz-json-1.0",
    "X-Amz-Target: " .. target,
    "X-Amz-Date: 20240101T000000Z",
    "Authorization: " .. os.getenv("BENCH_AUTHORIZATION"),
    "Content-Length: " .. length,
    "", "" }, "\r\n")
end

function init(arguments)
  local lines = io.lines(arguments[1])
  local target = lines()
  for body in lines do
    local whole = head(target, #body) .. body
    local first, last = whole:find(PLACEHOLDER, 1, true)
    if first then
      bodies[#bodies + 1] = { whole:sub(1, first - 1), whole:sub(last + 1) }
    else
      bodies[#bodies + 1] = whole
    end
  end
end

function request()
  next_body = next_body % #bodies + 1
  local body = bodies[next_body]
  if type(body) == "string" then return body end
  counter = counter + 1
  return body[1] .. string.format("%012d", counter) .. body[2]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nbench: {"requests": %d, "microseconds": %d, "failures": %d, "p50": %d, "p99": %d}\n',
    summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end

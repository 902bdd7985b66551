-- Replays the requests of a file: the first line is the value of X-Amz-Target, every other line
-- one body.
-- A run of twelve @ in a body becomes a number that grows from request to request, the same
-- throughout a body.
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

-- The parts of a text between the separators.
local function split(text, separator)
  local parts, start = {}, 1
  while true do
    local first, last = text:find(separator, start, true)
    parts[#parts + 1] = text:sub(start, first and first - 1)
    if not first then return parts end
    start = last + 1
  end
end

function init(arguments)
  local lines = io.lines(arguments[1])
  local target = lines()
  for body in lines do
    local whole = head(target, #body) .. body
    bodies[#bodies + 1] = split(whole, PLACEHOLDER)
  end
end

function request()
  next_body = next_body % #bodies + 1
  local parts = bodies[next_body]
  if #parts == 1 then return parts[1] end
  counter = counter + 1
  return table.concat(parts, string.format("%012d", counter))
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nbench: {"requests": %d, "microseconds": %d, "failures": %d, "p50": %d, "p99": %d}\n',
    summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99)))
end

/**
 * `takeFromWindow` within Redis, by the clock of Redis: one script is one step there, also when others ask at the same
 * time. A budget is text: `firstAt lastAt count;` per entry.
 *
 * KEYS[1] the budget; ARGV the limit, the window and the width of an entry in milliseconds.
 * Answers whether the request is admitted (1 or 0), what remains, and the milliseconds until reset.
 */
export const TAKE_FROM_WINDOW = `
local limit, window, width = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local entries, used = {}, 0
local stored = redis.call('GET', KEYS[1])
if stored then
  for first, last, count in string.gmatch(stored, '(%d+) (%d+) (%d+);') do
    if tonumber(last) > now - window then
      entries[#entries + 1] = { tonumber(first), tonumber(last), tonumber(count) }
      used = used + tonumber(count)
    end
  end
end

local admitted = used < limit
if admitted then
  local newest = entries[#entries]
  if newest and now - newest[1] < width then
    newest[2] = math.max(newest[2], now)
    newest[3] = newest[3] + 1
  else
    entries[#entries + 1] = { now, now, 1 }
  end
  used = used + 1
  local parts = {}
  for index, entry in ipairs(entries) do
    parts[index] = string.format('%.0f %.0f %.0f;', entry[1], entry[2], entry[3])
  end
  redis.call('SET', KEYS[1], table.concat(parts), 'PX', window)
end

local oldest = entries[1] and entries[1][2] or now
return { admitted and 1 or 0, math.max(0, limit - used), oldest + window - now }
`;

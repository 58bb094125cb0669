"""Lua that runs inside Redis, one key at a time.

Every script begins with `#!lua` and has no flags: without memory Redis then refuses to start it, rather than
stopping it half way, and in a cluster refuses it keys of more than one slot.
"""

import hashlib
from typing import TypeAlias

Call: TypeAlias = tuple[bytes, *tuple[bytes | int, ...]]
"""One key, and the script's other arguments."""


class Script:
    """A script and the digest Redis knows it by."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.digest = hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()

    def command(self, call: Call) -> tuple[bytes | str | int, ...]:
        """Give the command that runs it for one key; Redis may answer that it does not know the script."""
        return ("EVALSHA", self.digest, 1, *call)


PUT_TALLY = Script(
    """#!lua
-- Puts a tally at KEYS[1], unless the one there is as new or newer. Gives 1 if it did, else 0.
-- ARGV[1] begins with "1" and sixteen digits of version; ARGV[2] is how many milliseconds a key lives.
-- An update leaves the key the time it has left: it dies that long after it was loaded, whatever happens.
local function version_of(value)
  return type(value) == 'string' and tonumber(string.match(value, '^1(' .. string.rep('%d', 16) .. ')'))
end
local life = tonumber(ARGV[2])
local there = version_of(redis.pcall('GET', KEYS[1]))
if there then
  if there >= version_of(ARGV[1]) then return 0 end
  local left = redis.call('PTTL', KEYS[1])
  if left > 0 and left < life then life = left end
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', string.format('%d', life))
return 1
"""
)

PAY = Script(
    """#!lua
-- Pays out of a budget. The time KEYS[1] has left to live is the debt, in milliseconds: it pays itself off.
-- ARGV: the milliseconds that one costs, the most that may be owed, how many are wanted.
-- Gives 0 if all were granted, else how many were and in how many milliseconds one more will be.
local cost, most, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local debt = math.max(redis.call('PTTL', KEYS[1]), 0)
-- More than may be owed was never granted: the clock was set back meanwhile, or the budget made smaller.
if debt > most then debt = 0 end
local granted = math.max(math.min(wanted, math.floor((most - debt) / cost)), 0)
if granted > 0 then
  debt = debt + granted * cost
  redis.call('SET', KEYS[1], '', 'PX', string.format('%d', debt))
end
if granted == wanted then return 0 end
return {granted, math.max(debt + cost - most, 0)}
"""
)

#pragma once

#include <optional>

#include "coalesce/model/event.hpp"

namespace coalesce {

/// Checks events against the run that they belong to.
/// @param until  time.until
/// @param count  number of tokens at time 0; nullopt: not known here
/// @throws Issue with a path below events: "events.2.push.tokens.0: found token 700, expected one of those there: …"
void check_events(const Events& events, int dimension, double until, std::optional<std::int64_t> count);

}  // namespace coalesce

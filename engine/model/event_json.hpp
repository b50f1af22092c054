#pragma once

#include <nlohmann/json_fwd.hpp>

#include "coalesce/model/event.hpp"

namespace coalesce {

/// Reads the value of the key "events". Only its form is checked, check_events() checks the rest.
/// @throws Issue with a path below events
Events events_from_json(const nlohmann::json& value, int dimension);
/// Writes it; events_from_json gives the same events back.
nlohmann::ordered_json events_to_json(const Events& events, int dimension);

}  // namespace coalesce

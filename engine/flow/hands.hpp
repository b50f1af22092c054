#pragma once

#include <string>
#include <vector>

#include "coalesce/flow/roster.hpp"
#include "coalesce/model/cloud.hpp"
#include "coalesce/model/event.hpp"

namespace coalesce {

/// Checks events against the number of tokens that are there at time 0. @throws InputError
void check_own_events(const Events& events, int dimension, double until, std::size_t count);
/// Longitudes atan2(y, x) of the tokens, radians.
std::vector<float> longitudes_of(const Cloud& tokens);
/// Roster of N tokens with the numbers 0 to N - 1.
/// @param longitude  of the tokens; may be empty if no event changes their number
Roster roster_of(std::size_t count, std::vector<float> longitude);

/// Acts an event on all tokens of a run, in token order.
/// @param path    of the event, for messages: "events.2"
/// @param roster  of the tokens; brought up to date if they become others
/// @throws InputError  a token is not there, or none would be left; nothing is changed then
void act(const Event& event, const std::string& path, Cloud& tokens, Roster& roster);
/// True if the event adds or removes tokens.
bool changes_number(const Event& event);

}  // namespace coalesce

#pragma once

#include <string>

namespace coalesce::command {

/// Estimates the seconds left of work of which `fraction` took `elapsed` seconds, at the same pace. Negative if
/// unknown: in the first second, or before anything is done.
double seconds_left(double fraction, double elapsed);
/// Returns "about 40 s left", "about 3 min left", "about 2 h left", "about 5 days left"; empty for a negative time.
std::string time_left_text(double seconds);

}  // namespace coalesce::command

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace coalesce {

/// Shortest decimal that reads back as the same double; no exponent from 1e-4 to 1e15.
std::string decimal_text(double value);
/// Formats one number by a printf pattern of at most 79 bytes with it: formatted("β = %.4g", 30).
std::string formatted(const char* pattern, double value);
/// Converts a JSON number that is whole ("1000", "1e3", "12.50e1")
/// exactly; nullopt if it is not whole or exceeds 64 bits.
std::optional<std::int64_t> whole_number(std::string_view text);
/// Cuts after `limit` bytes, at the boundary of a UTF-8 character, and appends "…".
std::string shortened(std::string_view text, std::size_t limit = 60);
/// Replaces control characters by "?": keys and assignments may hold line breaks, a message is one line.
std::string one_line(std::string text);
/// Levenshtein distance: fewest insertions, deletions and replacements that turn `a` into `b`.
std::size_t edit_distance(std::string_view a, std::string_view b);
/// Returns the candidate of least edit distance, the first among equals; empty without candidates.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace coalesce

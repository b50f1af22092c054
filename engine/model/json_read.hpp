#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace coalesce {

// Typed reading of one JSON value at a path of the scene; all throw Issue (path, what was found, what is expected).

/// Returns "path.name", or the name alone below an empty path.
std::string below(const std::string& path, const std::string& name);
[[noreturn]] void wrong_value(const std::string& path, const nlohmann::json& found, const std::string& expected);
double read_number(const std::string& path, const nlohmann::json& value, const std::string& expected = "a number");
/// Reads 10000 or 1e4; throws on 0.5 and on numbers beyond 64 bits.
std::int64_t read_whole(const std::string& path, const nlohmann::json& value, const std::string& expected);
/// Reads exactly `count` numbers.
std::vector<double> read_numbers(const std::string& path, const nlohmann::json& value, std::size_t count);
const nlohmann::json& read_list(const std::string& path, const nlohmann::json& value);
/// Returns the member, or throws an Issue "missing, expected …".
const nlohmann::json& required(const std::string& path, const nlohmann::json& object, const char* key,
                               const std::string& expected);
/// Throws an Issue unless `value` is an object whose keys are all in `keys`.
void check_object(const std::string& path, const nlohmann::json& value, const std::vector<std::string_view>& keys);

}  // namespace coalesce

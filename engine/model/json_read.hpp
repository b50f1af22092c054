#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace coalesce {

// Typed reading of one JSON value at a path of the scene; all throw Issue (path, what was found, what is expected).

[[noreturn]] void wrong_value(const std::string& path, const nlohmann::json& found, const std::string& expected);
double read_number(const std::string& path, const nlohmann::json& value, const std::string& expected = "a number");
/// Exactly `count` numbers.
std::vector<double> read_numbers(const std::string& path, const nlohmann::json& value, std::size_t count);
const nlohmann::json& read_list(const std::string& path, const nlohmann::json& value);
/// The member, or an Issue "missing, expected …".
const nlohmann::json& required(const std::string& path, const nlohmann::json& object, const char* key,
                               const std::string& expected);
/// An object with no key but these.
void check_object(const std::string& path, const nlohmann::json& value, const std::vector<std::string_view>& keys);

}  // namespace coalesce

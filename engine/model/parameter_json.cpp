#include "model/parameter_json.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "model/json_read.hpp"

namespace coalesce {
namespace {

using nlohmann::json;

/// Accepts British spelling too: "unnormalised" is read as "unnormalized", the word that files are written with.
std::string chosen_word(const ParameterSpec& parameter, std::string word) {
    const auto known = [&](const std::string& one) {
        return std::find(parameter.choices.begin(), parameter.choices.end(), one) != parameter.choices.end();
    };
    if (known(word)) return word;
    std::string american = word;
    for (std::size_t at = 0; (at = american.find("ise", at)) != std::string::npos; at += 3) american[at + 1] = 'z';
    return known(american) ? american : word;
}

}  // namespace

ParameterValue read_plain(const ParameterSpec& parameter, const json& value) {
    const std::string path(parameter.key);
    switch (parameter.kind) {
        case ParameterKind::integer:
            return read_whole(path, value, expectation(parameter));
        case ParameterKind::real:
            return read_number(path, value, expectation(parameter));
        case ParameterKind::boolean:
            if (!value.is_boolean()) wrong_value(path, value, expectation(parameter));
            return value.get<bool>();
        case ParameterKind::choice:
            if (!value.is_string()) wrong_value(path, value, expectation(parameter));
            return chosen_word(parameter, value.get<std::string>());
        case ParameterKind::text:
            if (!value.is_string()) wrong_value(path, value, expectation(parameter));
            return value.get<std::string>();
        case ParameterKind::pair: {
            const auto numbers = read_numbers(path, value, 2);
            return std::array<double, 2>{numbers[0], numbers[1]};
        }
        case ParameterKind::matrix:
        case ParameterKind::law:
        case ParameterKind::events:
            break;
    }
    wrong_value(path, value, expectation(parameter));
}

}  // namespace coalesce

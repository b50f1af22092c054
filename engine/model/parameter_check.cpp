#include "coalesce/model/parameter_check.hpp"

#include <algorithm>
#include <cmath>

#include "coalesce/model/error.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/text.hpp"
#include "model/law_check.hpp"

namespace coalesce {
namespace {

bool accepts(const ParameterSpec& parameter, double value) {
    const bool above = parameter.open_minimum ? value > parameter.minimum : value >= parameter.minimum;
    const bool below = parameter.open_maximum ? value < parameter.maximum : value <= parameter.maximum;
    return above && below;  // NaN gives false
}

/// Bounds this wide only keep products finite; messages name them only to a user whose number exceeds them.
bool unbounded(double bound) {
    return std::abs(bound) >= largest_number;
}

std::string range_text(const ParameterSpec& parameter, bool with_maximum) {
    const std::string low = (parameter.open_minimum ? " > " : " ≥ ") + decimal_text(parameter.minimum);
    const std::string high = (parameter.open_maximum ? " < " : " ≤ ") + decimal_text(parameter.maximum);
    if (unbounded(parameter.minimum)) return with_maximum ? high : "";
    if (unbounded(parameter.maximum)) return with_maximum ? high : low;
    if (parameter.open_minimum || parameter.open_maximum) return low + " and" + high;
    return " from " + decimal_text(parameter.minimum) + " to " + decimal_text(parameter.maximum);
}

[[noreturn]] void refuse(const ParameterSpec& parameter, const std::string& found, const std::string& expected) {
    throw Issue(std::string(parameter.key), "found " + found + ", expected " + expected);
}

void check_number(const ParameterSpec& parameter, double value, const char* noun) {
    if (accepts(parameter, value)) return;
    const bool too_large = value > parameter.maximum && std::isfinite(value);
    refuse(parameter, decimal_text(value), noun + range_text(parameter, too_large));
}

/// Compares as integers: 2^53 + 1 as a double equals 2^53.
void check_whole(const ParameterSpec& parameter, std::int64_t value) {
    constexpr double largest = 9e18;  // bounds beyond it do not fit std::int64_t
    const bool within = (parameter.minimum < -largest || value >= static_cast<std::int64_t>(parameter.minimum)) &&
                        (parameter.maximum > largest || value <= static_cast<std::int64_t>(parameter.maximum));
    if (within && accepts(parameter, static_cast<double>(value))) return;
    refuse(parameter, std::to_string(value),
           "a whole number" + range_text(parameter, static_cast<double>(value) >= parameter.maximum));
}

void check_matrix(const ParameterSpec& parameter, const Matrix& matrix) {
    for (const double entry : matrix.entry) {
        if (!accepts(parameter, entry)) {
            refuse(parameter, "the entry " + decimal_text(entry), "numbers of magnitude ≤ 1e+100");
        }
    }
}

void check_choice(const ParameterSpec& parameter, const std::string& word) {
    if (std::find(parameter.choices.begin(), parameter.choices.end(), word) != parameter.choices.end()) return;
    refuse(parameter, "\"" + shortened(word) + "\"", expectation(parameter));
}

/// Index of the alternative of ParameterValue that holds this kind.
std::size_t alternative(ParameterKind kind) {
    switch (kind) {
        case ParameterKind::integer:
            return 0;
        case ParameterKind::real:
            return 1;
        case ParameterKind::boolean:
            return 2;
        case ParameterKind::choice:
        case ParameterKind::text:
            return 3;
        case ParameterKind::matrix:
            return 4;
        case ParameterKind::law:
            return 5;
        case ParameterKind::pair:
            return 6;
        case ParameterKind::events:
            return 7;
    }
    return 0;
}

}  // namespace

std::string expectation(const ParameterSpec& parameter) {
    switch (parameter.kind) {
        case ParameterKind::integer:
            return "a whole number" + range_text(parameter, false);
        case ParameterKind::real:
            return "a number" + range_text(parameter, false);
        case ParameterKind::boolean:
            return "true or false";
        case ParameterKind::text:
            return "a text";
        case ParameterKind::matrix:
            return "a square matrix of numbers, as large as dimension says";
        case ParameterKind::law:
            return "a law: an object with a \"kind\"";
        case ParameterKind::events:
            return "a list of events";
        case ParameterKind::pair:
            return "two numbers" + range_text(parameter, false);
        case ParameterKind::choice:
            break;
    }
    std::string text = "one of";
    for (const std::string_view choice : parameter.choices) {
        text += (text == "one of" ? " \"" : ", \"") + std::string(choice) + "\"";
    }
    return text;
}

void check_parameter(const ParameterSpec& parameter, const ParameterValue& value) {
    if (value.index() != alternative(parameter.kind)) {
        refuse(parameter, "a value of another kind", expectation(parameter));
    }
    switch (parameter.kind) {
        case ParameterKind::integer:
            return check_whole(parameter, std::get<std::int64_t>(value));
        case ParameterKind::real:
            return check_number(parameter, std::get<double>(value), "a number");
        case ParameterKind::choice:
            return check_choice(parameter, std::get<std::string>(value));
        case ParameterKind::matrix:
            return check_matrix(parameter, std::get<Matrix>(value));
        case ParameterKind::pair:
            for (const double x : std::get<std::array<double, 2>>(value)) check_number(parameter, x, "two numbers");
            return;
        case ParameterKind::boolean:
        case ParameterKind::text:
        case ParameterKind::law:
        case ParameterKind::events:
            return;  // check_law and check_events need the rest of the scene
    }
}

void check_value(const ParameterSpec& parameter, const ParameterValue& value) {
    try {
        check_parameter(parameter, value);
    } catch (const Issue& issue) {
        throw InputError(issue.line());
    }
}

}  // namespace coalesce

#include "desk/script_values.hpp"

#include <array>
#include <charconv>
#include <sstream>

namespace coalesce {

std::string script_text(double value) {
    std::array<char, 32> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

std::string script_text(const ParameterValue& value) {
    std::ostringstream text;
    if (const auto* real = std::get_if<double>(&value)) text << script_text(*real);
    if (const auto* whole = std::get_if<std::int64_t>(&value)) text << *whole;
    if (const auto* flag = std::get_if<bool>(&value)) text << (*flag ? "true" : "false");
    if (const auto* string = std::get_if<std::string>(&value)) text << *string;
    if (const auto* law = std::get_if<InitialLaw>(&value)) text << kind_of(*law);
    if (const auto* events = std::get_if<Events>(&value)) text << events->size();
    if (const auto* matrix = std::get_if<Matrix>(&value))
        for (int row = 0; row < matrix->dimension; ++row)
            for (int column = 0; column < matrix->dimension; ++column)
                text << (row + column ? " " : "") << script_text((*matrix)(row, column));
    return text.str();
}

}  // namespace coalesce
